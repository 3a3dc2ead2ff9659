using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Signing;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Finds issuers' keys: our own from the store, <c>did:key</c> and <c>did:jwk</c> from themselves, foreign <c>did:web</c> by a guarded fetch.
/// Documents are fetched before proofs are checked, each once.
/// </summary>
internal sealed class IssuerKeys(VidimusDb db, Fetches fetches, AccessOptions options)
{
    /// <summary>Longest verification method that is looked up, in characters.</summary>
    public const int LongestMethod = Did.MaxLength;

    private const int MostDids = 32;
    private readonly Dictionary<string, Resolved> _resolved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missed = new(StringComparer.Ordinal);

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

    /// <summary>Resolves the DIDs of these verification methods; what must be fetched is fetched side by side.</summary>
    public async Task Resolve(
        IEnumerable<string> verificationMethods,
        CancellationToken cancellation
    )
    {
        var fetching = new List<(string Did, Task<Fetched> Document)>();
        foreach (var did in verificationMethods.Select(DidOf).Distinct().Take(MostDids))
        {
            if (_resolved.ContainsKey(did))
                continue;
            // These are that one key, whoever's it is.
            if (did.StartsWith("did:key:", StringComparison.Ordinal))
                _resolved[did] = DidKey.TryResolve(did, out var document)
                    ? new(document, null)
                    : NoKey("did:key");
            else if (did.StartsWith("did:jwk:", StringComparison.Ordinal))
                _resolved[did] = DidJwk.TryResolve(did, out var document)
                    ? new(document, null)
                    : NoKey("did:jwk");
            else if (await Own(did, cancellation) is { } own)
                _resolved[did] = await OwnKeys(did, own, cancellation);
            else if (!did.StartsWith("did:web:", StringComparison.Ordinal))
                _resolved[did] = new(
                    null,
                    KeyLookup.Unreachable(
                        "The issuer's kind of identifier is not known here; did:web, did:key and did:jwk are."
                    )
                );
            else if (DidWeb.TryToUrl(did, out var url, out _))
                fetching.Add((did, fetches.Get(url.OriginalString, FetchKind.Did, cancellation)));
            else
                _resolved[did] = new(
                    null,
                    KeyLookup.Unreachable("The issuer's identity document could not be fetched.")
                );
        }
        foreach (var (did, document) in fetching)
            _resolved[did] = Read(did, await document);
    }

    /// <summary>The key of a verification method whose DID was resolved.</summary>
    public KeyLookup Find(string verificationMethod, string purpose)
    {
        var lookup =
            !_resolved.TryGetValue(DidOf(verificationMethod), out var resolved)
                ? KeyLookup.Unreachable("The key that the proof names was not looked up.")
            : resolved.Document?.FindKey(verificationMethod, purpose) is { } found ? found
            : resolved.Failure!;
        if (lookup.Status == KeyLookupStatus.Unreachable)
            _missed.Add(verificationMethod);
        return lookup;
    }

    /// <summary>Whether a proof asked for this key and its issuer could not be reached.</summary>
    public bool Missed(string? verificationMethod) =>
        verificationMethod is not null && _missed.Contains(verificationMethod);

    /// <summary>The identity that a verification method belongs to.</summary>
    public static string DidOf(string verificationMethod) => verificationMethod.Split('#')[0];

    private async Task<Resolved> OwnKeys(
        string did,
        (string OrganizationId, string Mode) own,
        CancellationToken cancellation
    )
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

    // What stands at the address and is no document of this DID is as good as none (DID Resolution: invalidDidDocument):
    // nothing is known about the proof then.
    private static Resolved Read(string did, Fetched fetched)
    {
        if (fetched.Failure is { } failure)
            return new(null, KeyLookup.Unreachable(failure));
        if (
            !CredentialJson.TryParse(
                fetched.Body.Span,
                FetchKind.Did.MostBytes,
                out var json,
                out var malformed
            )
        )
            return new(
                null,
                KeyLookup.Unreachable($"The issuer's identity document cannot be read: {malformed}")
            );
        return DidDocument.TryParse(json, did, out var document, out var wrong)
            ? new(document, null)
            : new(
                null,
                KeyLookup.Unreachable($"The issuer's identity document cannot be used: {wrong}")
            );
    }

    private static Resolved NoKey(string kind) =>
        new(
            null,
            KeyLookup.NotFound(
                $"The {kind} is not an Ed25519, P-256, P-384 or P-521 public key for signatures."
            )
        );

    private sealed record Resolved(DidDocument? Document, KeyLookup? Failure);
}
