using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Registered JWT claims beside a credential: they may repeat what it says, never contradict it (VC-JOSE-COSE section 3.1.3).</summary>
internal static class VcJwtClaims
{
    internal static string? Refuse(JsonElement credential, DateTimeOffset now) =>
        RefuseNames(credential) ?? JwtClaims.RefuseTimes(credential, now);

    /// <summary>The objection to claims other than times, or null.</summary>
    internal static string? RefuseNames(JsonElement credential)
    {
        if (credential.TryGetProperty("vc"u8, out _) || credential.TryGetProperty("vp"u8, out _))
        {
            return "The payload wraps the credential in a vc or vp claim, which VC 2.0 forbids.";
        }
        return RefuseText(credential, "iss", IssuerOf(credential), "issuer")
            ?? RefuseText(credential, "jti", UntrustedJson.Text(credential, "id"), "id")
            ?? RefuseText(credential, "sub", SubjectOf(credential), "credentialSubject");
    }

    internal static string? IssuerOf(JsonElement credential) => IdOf(credential, "issuer");

    private static string? SubjectOf(JsonElement credential) =>
        IdOf(credential, "credentialSubject");

    internal static string? IdOf(JsonElement credential, string name)
    {
        if (
            credential.ValueKind != JsonValueKind.Object
            || !credential.TryGetProperty(name, out var value)
        )
        {
            return null;
        }
        return UntrustedJson.TryGetText(value, out var text)
            ? text
            : UntrustedJson.Text(value, "id");
    }

    private static string? RefuseText(
        JsonElement credential,
        string claim,
        string? expected,
        string member
    ) => JwtClaims.RefuseText(credential, claim, expected, $"credential's {member}");
}
