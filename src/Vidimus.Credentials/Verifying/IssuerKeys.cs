using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Signing;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Finds issuers' keys: our own from the store, <c>did:key</c> from itself, foreign <c>did:web</c> by a guarded fetch.
/// Documents are fetched before proofs are checked, each once.
/// </summary>
internal sealed class IssuerKeys(VidimusDb db, GuardedHttp outgoing, AccessOptions options)
{
    private const int MostDids = 8;
    private readonly Dictionary<string, Resolved> _resolved = new(StringComparer.Ordinal);

    /// <summary>
    /// Organization and mode of one of our own DIDs: under today's address, or under the one that the organization's
    /// credentials carry.
    /// </summary>
    public async Task<(string OrganizationId, string Mode)?> Own(
        string did,
        CancellationToken cancellation
    )
    {
        if (did.StartsWith("did:key:", StringComparison.Ordinal))
            return await OwnKey(did["did:key:".Length..], cancellation);
        var parts = did.Split(':');
        if (
            parts.Length < 4
            || parts[1] != "web"
            || parts[^1] is not ("live" or "test")
            || !NewId.TryGetUuid("org", parts[^2], out _)
        )
            return null;
        var (organization, mode) = (parts[^2], parts[^1]);
        if (did == Identities.Did(options.BaseUrl, organization, mode))
            return (organization, mode);
        var pinned = await db.PinnedPublicUrl(organization, cancellation);
        return pinned is not null && did == Identities.Did(pinned, organization, mode)
            ? (organization, mode)
            : null;
    }

    /// <summary>The VC API may name an organization by its key alone; the fragments of our keys are those very keys.</summary>
    private async Task<(string OrganizationId, string Mode)?> OwnKey(
        string key,
        CancellationToken cancellation
    ) =>
        await db.Across<IssuerKeyRow>()
            .AsNoTracking()
            .Where(k => k.Fragment == key)
            .Select(k => new { k.OrganizationId, k.Mode })
            .FirstOrDefaultAsync(cancellation)
            is { } own
            ? (own.OrganizationId, own.Mode)
            : null;

    /// <summary>Resolves the DIDs of these verification methods.</summary>
    public async Task Resolve(
        IEnumerable<string> verificationMethods,
        CancellationToken cancellation
    )
    {
        foreach (
            var did in verificationMethods.Select(m => m.Split('#')[0]).Distinct().Take(MostDids)
        )
        {
            if (!_resolved.ContainsKey(did))
                _resolved[did] = await Fetch(did, cancellation);
        }
    }

    /// <summary>The key of a verification method whose DID was resolved.</summary>
    public KeyLookup Find(string verificationMethod, string purpose)
    {
        if (!_resolved.TryGetValue(verificationMethod.Split('#')[0], out var resolved))
            return KeyLookup.NotFound("The proof names a key that was not looked up.");
        return resolved.Document?.FindKey(verificationMethod, purpose) ?? resolved.Failure!;
    }

    private async Task<Resolved> Fetch(string did, CancellationToken cancellation)
    {
        if (did.StartsWith("did:key:", StringComparison.Ordinal))
            return DidKey.TryResolve(did, out var resolved)
                ? new(resolved, null)
                : new(null, KeyLookup.NotFound("The issuer's did:key is not an Ed25519 key."));
        if (await Own(did, cancellation) is { } own)
        {
            var keys = await Identities.KeysOf(
                db.Enter(own.OrganizationId, own.Mode),
                own.OrganizationId,
                own.Mode,
                cancellation
            );
            return keys.IsEmpty
                ? new(null, KeyLookup.NotFound("This server knows no such issuer."))
                : new(DidDocument.ForIssuer(did, keys), null);
        }
        if (did.StartsWith("did:web:", StringComparison.Ordinal))
            return await FetchWeb(did, cancellation);
        return new(
            null,
            KeyLookup.Unreachable(
                "The issuer's kind of identifier is not known here; did:web and did:key are."
            )
        );
    }

    private async Task<Resolved> FetchWeb(string did, CancellationToken cancellation)
    {
        if (!DidWeb.TryToUrl(did, out var url, out var reason))
            return new(null, KeyLookup.NotFound(reason));
        var answer = await outgoing.Send(
            new(HttpMethod.Get, url)
            {
                Accept = "application/did+json, application/did+ld+json, application/json",
                MaxResponseBytes = 262_144,
            },
            cancellation
        );
        if (answer is not OutgoingResult.Answered { Truncated: false } answered)
            return new(
                null,
                KeyLookup.Unreachable("The issuer's identity document could not be fetched.")
            );
        if (answered.Status is not 200)
            return new(
                null,
                KeyLookup.Unreachable(
                    $"The issuer's identity document was answered with status {answered.Status}."
                )
            );
        if (!CredentialJson.TryParse(answered.Body.Span, 262_144, out var json, out var malformed))
            return new(
                null,
                KeyLookup.NotFound($"The issuer's identity document cannot be read: {malformed}")
            );
        return DidDocument.TryParse(json, did, out var document, out var wrong)
            ? new(document, null)
            : new(
                null,
                KeyLookup.NotFound($"The issuer's identity document cannot be used: {wrong}")
            );
    }

    private sealed record Resolved(DidDocument? Document, KeyLookup? Failure);
}
