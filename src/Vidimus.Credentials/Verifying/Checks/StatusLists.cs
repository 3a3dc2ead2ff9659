using System.Text;
using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>A status list that was fetched and whose own signature is right, or why there is none.</summary>
/// <param name="List">The list.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="Failure">Why it is not there; its code says whether it could not be had or not be believed.</param>
internal sealed record ListFound<T>(T? List, string? Issuer, Partial? Failure)
    where T : class
{
    public static ListFound<T> Failed(string reason, string code) =>
        new(null, null, Partial.Open(reason, code));
}

/// <summary>The statuses in a list credential; a class, so that it can be kept.</summary>
internal sealed record ListCredential(JsonElement Json);

/// <summary>Fetches status lists and verifies them before anything is read out of them.</summary>
internal sealed class StatusLists(
    OwnStatusLists own,
    Fetches fetches,
    SecuredReader reader,
    IssuerKeys keys,
    StatusListCache cache,
    TimeProvider clock
)
{
    /// <summary>Starts fetching, so that it goes on while other things are checked.</summary>
    public void Prefetch(string url, FetchKind kind, CancellationToken cancellation)
    {
        if (cache.Find<object>(url, kind) is null && !OwnStatusLists.MayBe(url))
            _ = fetches.Get(url, kind, cancellation);
    }

    /// <summary>A Bitstring Status List credential, in JSON or as JWT.</summary>
    public async Task<ListFound<ListCredential>> Bitstring(
        string url,
        CancellationToken cancellation
    )
    {
        var kind = FetchKind.StatusList;
        if (cache.Find<ListFound<ListCredential>>(url, kind) is { } kept)
            return kept;
        var (fetched, isOwn) = await Get(url, kind, cancellation);
        if (fetched.Failure is { } failure)
            return ListFound<ListCredential>.Failed(failure, "status_unreachable");
        var secured = await reader.Read(fetched.Body, kind.MostBytes, cancellation);
        if (secured.Facts is not { } facts)
            return ListFound<ListCredential>.Failed(
                $"The status list cannot be read: {secured.Problem}",
                "status_unverified"
            );
        if (!secured.IsConfirmed)
            return ListFound<ListCredential>.Failed(
                $"The status list's own signature was not confirmed: {Doubt(secured)}",
                "status_unverified"
            );
        var found = new ListFound<ListCredential>(new(facts.Json), facts.IssuerId, null);
        if (!isOwn)
            cache.Keep(url, kind, found, fetched.Body.Length, fetched.MaxAge, TimeToLive(facts));
        return found;
    }

    /// <summary>A Token Status List.</summary>
    public async Task<ListFound<TokenStatusList>> Token(string url, CancellationToken cancellation)
    {
        var kind = FetchKind.TokenStatusList;
        if (cache.Find<ListFound<TokenStatusList>>(url, kind) is { } kept)
            return kept;
        var (fetched, isOwn) = await Get(url, kind, cancellation);
        if (fetched.Failure is { } failure)
            return ListFound<TokenStatusList>.Failed(failure, "status_unreachable");
        var jwt = Encoding.ASCII.GetString(fetched.Body.Span.Trim(" \t\r\n"u8));
        if (!SecuredReader.TryOpen(jwt, out var token, out var claims, out var reason))
            return ListFound<TokenStatusList>.Failed(
                $"The status list cannot be read: {reason}",
                "status_unverified"
            );
        var issuer = CredentialFacts.Text(claims, "iss");
        var method = token is null ? null : SecuredReader.Method(token, issuer);
        await keys.Resolve(method is null ? [] : [method], cancellation);
        var result = StatusListToken.Verify(jwt, keys.Find, url, clock.GetUtcNow());
        if (result.List is not { } list || method is null)
            return ListFound<TokenStatusList>.Failed(
                $"The status list's own signature was not confirmed: {result.Proof.Reason}",
                "status_unverified"
            );
        var signer = IssuerKeys.DidOf(method);
        if (issuer is not null && issuer != signer)
            return ListFound<TokenStatusList>.Failed(
                "The status list's own signature was not confirmed: the key that signed does not belong to its issuer.",
                "status_unverified"
            );
        var found = new ListFound<TokenStatusList>(list, signer, null);
        if (!isOwn)
            cache.Keep(
                url,
                kind,
                found,
                list.Bytes.Length,
                fetched.MaxAge,
                result.TimeToLive,
                result.Expires is { } expires ? expires - clock.GetUtcNow() : null
            );
        return found;
    }

    private async Task<(Fetched Fetched, bool IsOwn)> Get(
        string url,
        FetchKind kind,
        CancellationToken cancellation
    ) =>
        await own.Read(url, cancellation) is { } list
            ? (new Fetched((string?)null) { Body = list }, true)
            : (await fetches.Get(url, kind, cancellation), false);

    private static string Doubt(Secured secured) =>
        secured.Proofs.FirstOrDefault(p => p.Outcome != ProofOutcome.Pass)?.Reason
        ?? (
            secured.Proofs.Count == 0
                ? "it carries no proof."
                : "the key that signed does not belong to its issuer."
        );

    // Bitstring Status List 1.0 section 2.2: ttl, in milliseconds.
    private static TimeSpan? TimeToLive(CredentialFacts list) =>
        list.Objects("credentialSubject")
            .Select(s => CredentialFacts.Member(s, "ttl"))
            .FirstOrDefault()
            is { ValueKind: JsonValueKind.Number } ttl
        && ttl.TryGetDouble(out var milliseconds)
        && milliseconds >= 0
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, 86_400_000))
            : null;
}
