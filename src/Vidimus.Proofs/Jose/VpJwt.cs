using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>
/// Verifiable presentations in a JWS: W3C Securing Verifiable Credentials using JOSE and COSE 1.0, section 3.1.2. The payload is
/// the presentation itself, with the JWT claims (RFC 7519 section 4.1) beside its members.
/// </summary>
public static class VpJwt
{
    /// <summary>Media type (without <c>application/</c>) and <c>typ</c> of a secured presentation.</summary>
    public const string Type = "vp+jwt";

    // RFC 7519 section 4.1 and OpenID Connect's nonce: what the holder binds, and what must not come in with the presentation.
    private static readonly string[] BoundClaims = ["iss", "aud", "nonce", "iat", "exp", "nbf"];

    /// <summary>
    /// Signs a presentation for one verifier. Its credentials must be enveloped (section 3.1.2), which is the caller's doing.
    /// </summary>
    /// <exception cref="ArgumentException">The presentation has one of the bound claims as a member.</exception>
    public static string Sign(
        JsonObject presentation,
        string verificationMethod,
        PresentationBinding binding,
        SigningKey key
    )
    {
        if (BoundClaims.FirstOrDefault(presentation.ContainsKey) is { } taken)
        {
            throw new ArgumentException(
                $"The presentation has the member '{taken}'.",
                nameof(presentation)
            );
        }
        var payload = presentation.DeepClone().AsObject();
        payload["aud"] = binding.Audience;
        payload["nonce"] = binding.Nonce;
        payload["iat"] = binding.IssuedAt.ToUnixTimeSeconds();
        if (binding.Expires is { } expires)
        {
            payload["exp"] = expires.ToUnixTimeSeconds();
        }
        return Jws.Sign(
            [new("typ", Type), new("cty", "vp"), new("kid", verificationMethod)],
            Encoding.UTF8.GetBytes(payload.ToJsonString(PlainJson.Options)),
            key
        );
    }

    /// <summary>
    /// Verifies the signature with a key for <c>authentication</c>, the token's type, that it is meant for this verifier and answers
    /// its nonce, and its times; with nothing <paramref name="expected"/>, whoever saw the presentation could be showing it. The
    /// credentials in it and whether the key is the holder's remain to be checked. Never throws for what the text holds.
    /// </summary>
    public static SignedJson Verify(
        string? compact,
        KeyFinder findKey,
        ExpectedBinding? expected,
        DateTimeOffset now
    )
    {
        var result = Jws.Check(
            compact,
            findKey,
            FindKeyId,
            out var parsed,
            ProofPurposes.Authentication
        );
        if (result.Outcome != ProofOutcome.Pass)
        {
            return new SignedJson(result, null);
        }
        var readable = CredentialJson.TryParse(
            parsed!.Payload.Span,
            Jws.MaxLength,
            out var presentation,
            out var reason
        );
        var refusal = VcJwt.RefuseType(parsed, Type, "vp");
        refusal ??= readable ? Refuse(presentation, expected, now) : reason;
        return refusal is null
            ? new SignedJson(result, presentation)
            : new SignedJson(result with { Outcome = ProofOutcome.Fail, Reason = refusal }, null);
    }

    private static string? Refuse(
        JsonElement presentation,
        ExpectedBinding? expected,
        DateTimeOffset now
    )
    {
        if (
            presentation.TryGetProperty("vc"u8, out _) || presentation.TryGetProperty("vp"u8, out _)
        )
        {
            return "The payload wraps the presentation in a vc or vp claim, which VC 2.0 forbids.";
        }
        return JwtClaims.RefuseText(
                presentation,
                "iss",
                VcJwtClaims.IdOf(presentation, "holder"),
                "presentation's holder"
            )
            ?? JwtClaims.RefuseText(
                presentation,
                "jti",
                UntrustedJson.Text(presentation, "id"),
                "presentation's id"
            )
            ?? (
                expected is null
                    ? JwtClaims.RefuseTimes(presentation, now)
                    : expected.Refuse(presentation, now)
            );
    }

    /// <summary>The key's DID URL; a <c>kid</c> that is only a fragment belongs to the holder (section 4.1.1).</summary>
    private static string? FindKeyId(ParsedJws token)
    {
        var keyId = token.KeyId;
        if (keyId is null || !keyId.StartsWith('#'))
        {
            return keyId;
        }
        return
            CredentialJson.TryParse(token.Payload.Span, Jws.MaxLength, out var claims, out _)
            && (VcJwtClaims.IdOf(claims, "holder") ?? UntrustedJson.Text(claims, "iss")) is { } id
            ? id + keyId
            : null;
    }
}
