using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Registered JWT claims beside a credential: they may repeat what it says, never contradict it (VC-JOSE-COSE section 3.1.3).</summary>
internal static class VcJwtClaims
{
    // Seconds to 9999-12-31, beyond which no time can be told.
    private const double LastSecond = 253402300799;

    internal static string? Refuse(JsonElement credential, DateTimeOffset now)
    {
        if (credential.TryGetProperty("vc"u8, out _) || credential.TryGetProperty("vp"u8, out _))
        {
            return "The payload wraps the credential in a vc or vp claim, which VC 2.0 forbids.";
        }
        return RefuseText(credential, "iss", IssuerOf(credential), "issuer")
            ?? RefuseText(credential, "jti", UntrustedJson.Text(credential, "id"), "id")
            ?? RefuseText(credential, "sub", SubjectOf(credential), "credentialSubject")
            ?? RefuseTime(credential, "exp", at => at <= now, "The token has expired.")
            ?? RefuseTime(credential, "nbf", at => at > now, "The token is not valid yet.");
    }

    internal static string? IssuerOf(JsonElement credential) => IdOf(credential, "issuer");

    private static string? SubjectOf(JsonElement credential) =>
        IdOf(credential, "credentialSubject");

    private static string? IdOf(JsonElement credential, string name)
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
    )
    {
        if (!credential.TryGetProperty(claim, out var value))
        {
            return null;
        }
        return UntrustedJson.TryGetText(value, out var text) && text == expected
            ? null
            : $"The claim {claim} does not agree with the credential's {member}.";
    }

    private static string? RefuseTime(
        JsonElement credential,
        string claim,
        Func<DateTimeOffset, bool> refused,
        string reason
    )
    {
        if (!credential.TryGetProperty(claim, out var value))
        {
            return null;
        }
        if (
            value.ValueKind != JsonValueKind.Number
            || !value.TryGetDouble(out var seconds)
            || seconds is < 0 or > LastSecond
        )
        {
            return $"The claim {claim} is not a time.";
        }
        return refused(DateTimeOffset.UnixEpoch.AddSeconds(seconds)) ? reason : null;
    }
}
