using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>What a status list token says about itself.</summary>
/// <param name="Uri">The URL at which it is served, which tokens refer to (<c>sub</c>).</param>
/// <param name="KeyId">The verification method's DID URL, or the id of the key in the issuer's key set (<c>kid</c>).</param>
/// <param name="IssuedAt">When it is signed (<c>iat</c>); written to the second.</param>
public sealed record StatusListTokenOptions(string Uri, string KeyId, DateTimeOffset IssuedAt)
{
    /// <summary>The issuer's identifier (<c>iss</c>); not written when null.</summary>
    public string? Issuer { get; init; }

    /// <summary>Until when it holds (<c>exp</c>); not written when null.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How long it may be kept before asking again (<c>ttl</c>), in whole seconds; not written when null.</summary>
    public TimeSpan? TimeToLive { get; init; }
}

/// <summary>What verifying a status list token came to.</summary>
/// <param name="Proof">The outcome with reason and key; fails too when the token is not for the URI or not current.</param>
/// <param name="List">The statuses when it passed; else null.</param>
/// <param name="Error">What is wrong with the list itself, if that is what failed.</param>
public sealed record StatusListTokenResult(
    ProofResult Proof,
    TokenStatusList? List,
    StatusListError Error
)
{
    /// <summary>When it was signed; null unless it passed.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>Until when it holds; null when it does not say or did not pass.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How long it may be kept before asking again; null when it does not say or did not pass.</summary>
    public TimeSpan? TimeToLive { get; init; }
}

/// <summary>Status lists in a JWT (draft-ietf-oauth-status-list, section "Status List Token in JWT Format").</summary>
public static class StatusListToken
{
    /// <summary>Media type (without <c>application/</c>) and <c>typ</c>.</summary>
    public const string Type = "statuslist+jwt";

    // Longer than a century is as good as for ever, and keeps the arithmetic within bounds.
    private const double MaxTimeToLive = 3_155_760_000;

    /// <summary>Signs the list.</summary>
    public static string Sign(StatusListTokenOptions options, TokenStatusList list, SigningKey key)
    {
        var payload = new JsonObject();
        if (options.Issuer is not null)
        {
            payload["iss"] = options.Issuer;
        }
        payload["sub"] = options.Uri;
        payload["iat"] = options.IssuedAt.ToUnixTimeSeconds();
        if (options.Expires is { } expires)
        {
            payload["exp"] = expires.ToUnixTimeSeconds();
        }
        if (options.TimeToLive is { } timeToLive)
        {
            payload["ttl"] = (long)timeToLive.TotalSeconds;
        }
        payload["status_list"] = list.ToJson();
        return Jws.Sign(
            [new("typ", Type), new("kid", options.KeyId)],
            Encoding.UTF8.GetBytes(payload.ToJsonString(PlainJson.Options)),
            key
        );
    }

    /// <summary>
    /// Verifies a token that was fetched from a URI: signature (the finder is asked for the <c>kid</c>), type, <c>sub</c>, <c>iat</c>,
    /// <c>exp</c>, <c>nbf</c>, <c>ttl</c>, and that the list can be read. Never throws for what the text holds.
    /// </summary>
    public static StatusListTokenResult Verify(
        string? compact,
        KeyFinder findKey,
        string uri,
        DateTimeOffset now
    )
    {
        var proof = Jws.Check(compact, findKey, token => token.KeyId, out var parsed);
        if (proof.Outcome != ProofOutcome.Pass)
        {
            return new StatusListTokenResult(proof, null, StatusListError.None);
        }
        if (!VcJwt.IsMediaType(parsed!.Type, Type))
        {
            return Failed(proof, $"The token's typ is not {Type}.");
        }
        if (
            !CredentialJson.TryParse(
                parsed.Payload.Span,
                Jws.MaxLength,
                out var claims,
                out var reason
            )
        )
        {
            return Failed(proof, reason);
        }
        if (Refuse(claims, uri, now) is { } refusal)
        {
            return Failed(proof, refusal);
        }
        TokenStatusList? list = null;
        var error = claims.TryGetProperty("status_list"u8, out var json)
            ? TokenStatusList.TryRead(json, out list)
            : StatusListError.Malformed;
        return error == StatusListError.None
            ? Read(proof, list!, claims)
            : Failed(proof, "The token's status list cannot be read.", error);
    }

    private static string? Refuse(JsonElement claims, string uri, DateTimeOffset now)
    {
        if (UntrustedJson.Text(claims, "sub") != uri)
        {
            return "The status list is another one than the token refers to.";
        }
        if (!JwtClaims.TryReadTime(claims, "iat", out var issuedAt) || issuedAt is null)
        {
            return "The claim iat is missing or not a time.";
        }
        if (claims.TryGetProperty("ttl"u8, out _) && ReadTimeToLive(claims) is null)
        {
            return "The claim ttl is not a positive number.";
        }
        return JwtClaims.RefuseTimes(claims, now);
    }

    private static TimeSpan? ReadTimeToLive(JsonElement claims) =>
        claims.TryGetProperty("ttl"u8, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds)
        && seconds > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, MaxTimeToLive))
            : null;

    private static StatusListTokenResult Read(
        ProofResult proof,
        TokenStatusList list,
        JsonElement claims
    )
    {
        JwtClaims.TryReadTime(claims, "iat", out var issuedAt);
        JwtClaims.TryReadTime(claims, "exp", out var expires);
        return new StatusListTokenResult(proof, list, StatusListError.None)
        {
            IssuedAt = issuedAt,
            Expires = expires,
            TimeToLive = ReadTimeToLive(claims),
        };
    }

    private static StatusListTokenResult Failed(
        ProofResult proof,
        string reason,
        StatusListError error = StatusListError.None
    ) => new(proof with { Outcome = ProofOutcome.Fail, Reason = reason }, null, error);
}
