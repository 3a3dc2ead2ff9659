using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vidimus.Access.Keys;
using Vidimus.Access.Members;
using Vidimus.Access.OAuth;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Tokens;

/// <summary>What a valid access token says.</summary>
/// <param name="OrganizationId">The organization acted for.</param>
/// <param name="Subject">The key it was made from, or the member.</param>
/// <param name="SessionId">The member's session; null for a token of a key.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Scopes">What it gives at most.</param>
/// <param name="ExpiresAt">Its end.</param>
/// <param name="ClientId">The MCP client that it was issued to; null for a token of a key or of our own pages.</param>
/// <param name="GrantId">The grant that it was issued upon; null without one.</param>
/// <param name="Audience">The resource that it is for (RFC 8707); null for a token of the API.</param>
internal sealed record TokenClaims(
    string OrganizationId,
    string Subject,
    string? SessionId,
    string Mode,
    string[] Scopes,
    DateTimeOffset ExpiresAt,
    string? ClientId = null,
    string? GrantId = null,
    string? Audience = null
);

/// <summary>
/// Access tokens: ES256 JWTs with <c>typ</c> <c>at+jwt</c> (RFC 9068), bound to key, organization, mode, scopes and
/// audience, living 900 seconds; those of MCP clients, bound to a grant and to one resource, an hour. Reading is strict: exactly our header, canonical base64url, one algorithm, integers
/// for times, each member once (RFC 8725).
/// </summary>
internal sealed class AccessTokens(
    TokenKeys keys,
    AccessOptions options,
    OAuthResources resources,
    TimeProvider clock
)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(900);

    /// <summary>Of a token of an MCP client, which is checked against its grant for every request.</summary>
    public static readonly TimeSpan GrantLifetime = TimeSpan.FromHours(1);

    /// <summary>What a member's tokens name as their client: our own pages.</summary>
    private const string Portal = "portal";

    /// <summary>How far a token's begin may lie ahead, for nodes whose clocks differ. Its end has no such leeway.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        System.Globalization.NumberStyles.HexNumber,
        System.Globalization.CultureInfo.InvariantCulture
    );
    private static readonly BigInteger HalfOrder = Order / 2;
    private readonly VerifiedTokens _verified = new();
    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 4,
        AllowDuplicateProperties = false,
    };

    /// <summary>A token of a key.</summary>
    public string Issue(KeyFacts key, IEnumerable<string> scopes) =>
        Issue(new(key.OrganizationId, key.Id, null, key.Mode, [.. scopes], default));

    /// <summary>A token of a member for one organization and mode, which ends with the session at the latest.</summary>
    public string Issue(SessionFacts session, MembershipFacts membership, string mode) =>
        Issue(
            new(
                membership.OrganizationId,
                membership.MemberId,
                session.Id,
                mode,
                Roles.Scopes(membership.Role),
                default
            )
        );

    /// <summary>A token of an MCP client that acts for a member, good for the resource of its grant alone.</summary>
    public string Issue(GrantFacts grant, IEnumerable<string> scopes) =>
        Issue(
            new(
                grant.OrganizationId,
                grant.MemberId,
                null,
                grant.Mode,
                [.. scopes],
                default,
                grant.ClientId,
                grant.Id,
                grant.Resource
            )
        );

    private string Issue(TokenClaims claims)
    {
        var signing = keys.Signing;
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var header = Encode(w =>
        {
            w.WriteString("alg", "ES256");
            w.WriteString("typ", "at+jwt");
            w.WriteString("kid", signing.Id);
        });
        var payload = Encode(w =>
        {
            w.WriteString("iss", claims.GrantId is null ? options.Issuer : resources.Issuer);
            w.WriteString("aud", claims.Audience ?? options.Issuer);
            w.WriteString("sub", claims.Subject);
            w.WriteString(
                "client_id",
                claims.ClientId ?? (claims.SessionId is null ? claims.Subject : Portal)
            );
            w.WriteString("org", claims.OrganizationId);
            w.WriteString("mode", claims.Mode);
            w.WriteString("scope", string.Join(' ', claims.Scopes));
            if (claims.SessionId is { } session)
                w.WriteString("sid", session);
            if (claims.GrantId is { } grant)
                w.WriteString("grant", grant);
            w.WriteNumber("iat", now);
            w.WriteNumber("exp", now + (long)LifetimeOf(claims.GrantId).TotalSeconds);
            w.WriteString("jti", NewId.Create("jwt", clock));
        });
        var input = $"{header}.{payload}";
        return $"{input}.{Base64Url.EncodeToString(Sign(signing.Key, Encoding.ASCII.GetBytes(input)))}";
    }

    public async ValueTask<Result<TokenClaims>> Read(string token, CancellationToken cancellation)
    {
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_verified.Find(digest) is { } known)
            return await keys.Find(known.KeyId, cancellation) is null
                ? AccessProblems.InvalidToken
                : InTime(known);
        var parts = token.Split('.');
        if (
            parts.Length != 3
            || Decode(parts[0]) is not { } header
            || Decode(parts[1]) is not { } payload
            || Decode(parts[2]) is not { } signature
        )
            return AccessProblems.InvalidToken;
        if (KeyIdOf(header) is not { } kid || await keys.Find(kid, cancellation) is not { } key)
            return AccessProblems.InvalidToken;
        if (
            !IsLow(signature)
            || !key.Key.VerifyData(
                Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]),
                signature,
                HashAlgorithmName.SHA256
            )
            || ReadClaims(kid, payload) is not { } signed
        )
            return AccessProblems.InvalidToken;
        var claims = InTime(signed);
        if (claims.Ok)
            _verified.Keep(digest, signed);
        return claims;
    }

    private SignedClaims? ReadClaims(string kid, byte[] payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, Strict);
            var claims = document.RootElement;
            if (
                claims.ValueKind != JsonValueKind.Object
                || !IsAddressed(claims, out var grant)
                || Text(claims, "org") is not { } organization
                || Text(claims, "sub") is not { } subject
                || Text(claims, "mode") is not { } mode
                || Text(claims, "scope") is not { } scope
                || Seconds(claims, "iat") is not { } issued
                || Seconds(claims, "exp") is not { } expires
                || expires - issued > (long)LifetimeOf(grant).TotalSeconds
                || (
                    claims.TryGetProperty("sid", out var sid)
                    && sid.ValueKind != JsonValueKind.String
                )
            )
                return null;
            var begins = issued;
            if (claims.TryGetProperty("nbf", out _))
            {
                if (Seconds(claims, "nbf") is not { } notBefore)
                    return null;
                begins = Math.Max(issued, notBefore);
            }
            return new(
                kid,
                begins,
                expires,
                new(
                    organization,
                    subject,
                    Text(claims, "sid"),
                    mode,
                    scope.Split(' '),
                    DateTimeOffset.FromUnixTimeSeconds(expires),
                    grant is null ? null : Text(claims, "client_id"),
                    grant,
                    grant is null ? null : Text(claims, "aud")
                )
            );
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    private static TimeSpan LifetimeOf(string? grant) => grant is null ? Lifetime : GrantLifetime;

    /// <summary>
    /// Issuer and audience, to the letter: the API's own for tokens of keys and sessions; one of the doors for assistants, and
    /// a client, for tokens of a grant, which is never beside a session.
    /// </summary>
    private bool IsAddressed(JsonElement claims, out string? grant)
    {
        grant = Text(claims, "grant");
        if (!claims.TryGetProperty("grant", out _))
            return Text(claims, "iss") == options.Issuer && Text(claims, "aud") == options.Issuer;
        return grant is not null
            && Text(claims, "iss") == resources.Issuer
            && Text(claims, "aud") is { } audience
            && resources.Find(audience) == audience
            && Text(claims, "client_id") is not null
            && !claims.TryGetProperty("sid", out _);
    }

    private Result<TokenClaims> InTime(SignedClaims signed)
    {
        var now = clock.GetUtcNow();
        if (signed.Begins > (now + Skew).ToUnixTimeSeconds())
            return AccessProblems.InvalidToken;
        if (signed.Expires <= now.ToUnixTimeSeconds())
            return AccessProblems.ExpiredToken;
        return signed.Claims;
    }

    private static string? KeyIdOf(byte[] header)
    {
        try
        {
            using var document = JsonDocument.Parse(header, Strict);
            var root = document.RootElement;
            var known =
                root.ValueKind == JsonValueKind.Object
                && Text(root, "alg") == "ES256"
                && Text(root, "typ") == "at+jwt"
                && !root.EnumerateObject().Any(m => m.Name is "crit" or "b64" or "zip" or "enc");
            return known && Text(root, "kid") is { Length: <= 64 } kid ? kid : null;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    // Bytes that are not UTF-8 and lone surrogates pass the parser and fail only where the text is taken.
    private static bool IsUnreadable(Exception e) =>
        e is JsonException or InvalidOperationException;

    /// <summary>Canonical base64url without padding (RFC 7515, section 2): what encodes differently is refused.</summary>
    private static byte[]? Decode(string segment)
    {
        if (
            segment.Length is 0 or > 8192
            || segment.Contains('=', StringComparison.Ordinal)
            || !Base64Url.IsValid(segment)
        )
            return null;
        var bytes = Base64Url.DecodeFromChars(segment);
        return Base64Url.EncodeToString(bytes) == segment ? bytes : null;
    }

    private static byte[] Sign(ECDsa key, byte[] input)
    {
        var signature = key.SignData(input, HashAlgorithmName.SHA256);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
        if (s <= HalfOrder)
            return signature;
        // (r, s) and (r, n − s) both verify; only the lower one is written, so a token has one form.
        signature.AsSpan(32).Clear();
        var low = (Order - s).ToByteArray(isUnsigned: true, isBigEndian: true);
        low.CopyTo(signature, 64 - low.Length);
        return signature;
    }

    private static bool IsLow(byte[] signature)
    {
        if (signature.Length != 64)
            return false;
        var r = new BigInteger(signature.AsSpan(0, 32), isUnsigned: true, isBigEndian: true);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
        return r > 0 && r < Order && s > 0 && s <= HalfOrder;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static long? Seconds(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var seconds)
        && seconds >= 0
            ? seconds
            : null;

    private static string Encode(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}
