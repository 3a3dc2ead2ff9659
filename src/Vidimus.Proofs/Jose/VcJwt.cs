using System.Text;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>
/// Verifiable credentials in a JWS: W3C Securing Verifiable Credentials using JOSE and COSE 1.0, section 3.1. The payload is the
/// credential itself.
/// </summary>
public static class VcJwt
{
    /// <summary>Media type (without <c>application/</c>) and <c>typ</c> of a secured credential.</summary>
    public const string Type = "vc+jwt";

    /// <summary>
    /// Signs a VC 2.0 credential; <c>kid</c> is the verification method's DID URL. The payload's bytes are those of
    /// <see cref="JsonNode.ToJsonString(System.Text.Json.JsonSerializerOptions?)"/>.
    /// </summary>
    public static string Sign(JsonObject credential, string verificationMethod, SigningKey key) =>
        Jws.Sign(
            [new("typ", Type), new("cty", "vc"), new("kid", verificationMethod)],
            Encoding.UTF8.GetBytes(credential.ToJsonString(PlainJson.Options)),
            key
        );

    /// <summary>
    /// Verifies the signature, the token's type, and that registered claims, where present, agree with the credential
    /// (section 3.1.3: <c>iss</c> issuer, <c>jti</c> id, <c>sub</c> subject) and with the time. The credential's own validity and
    /// whether the key is the issuer's remain to be checked. Never throws for what the text holds.
    /// </summary>
    public static SignedJson Verify(string? compact, KeyFinder findKey, DateTimeOffset now)
    {
        var result = Jws.Check(compact, findKey, FindKeyId, out var parsed);
        if (result.Outcome != ProofOutcome.Pass)
        {
            return new SignedJson(result, null);
        }
        var readable = CredentialJson.TryParse(
            parsed!.Payload.Span,
            Jws.MaxLength,
            out var credential,
            out var reason
        );
        var refusal =
            RefuseType(parsed, Type, "vc")
            ?? (readable ? VcJwtClaims.Refuse(credential, now) : reason);
        return refusal is null
            ? new SignedJson(result, credential)
            : new SignedJson(result with { Outcome = ProofOutcome.Fail, Reason = refusal }, null);
    }

    /// <summary>The objection to a token's <c>typ</c> and <c>cty</c>, or null; <c>cty</c> may be left out.</summary>
    internal static string? RefuseType(ParsedJws token, string type, string contentType)
    {
        // RFC 7515 section 4.1.9: media types are compared without regard to case, "application/" may be left out.
        if (!IsMediaType(token.Type, type))
        {
            return $"The token's typ is not {type}.";
        }
        return
            !token.Header.TryGetProperty("cty"u8, out _)
            || IsMediaType(token.Parameter("cty"), contentType)
            ? null
            : $"The token's cty is not {contentType}.";
    }

    internal static bool IsMediaType(string? named, string expected) =>
        string.Equals(named, expected, StringComparison.OrdinalIgnoreCase)
        || string.Equals(named, "application/" + expected, StringComparison.OrdinalIgnoreCase);

    /// <summary>The key's DID URL; a <c>kid</c> that is only a fragment belongs to the issuer (section 4.1.1).</summary>
    private static string? FindKeyId(ParsedJws token)
    {
        var keyId = token.KeyId;
        if (keyId is null || !keyId.StartsWith('#'))
        {
            return keyId;
        }
        if (token.Parameter("iss") is { } named)
        {
            return named + keyId;
        }
        return
            CredentialJson.TryParse(token.Payload.Span, Jws.MaxLength, out var credential, out _)
            && VcJwtClaims.IssuerOf(credential) is { } issuer
            ? issuer + keyId
            : null;
    }
}
