using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Reading registered JWT claims (RFC 7519 section 4.1) of a foreign claims set that is strict JSON.</summary>
public static class JwtClaims
{
    // Seconds to 9999-12-31, beyond which no time can be told.
    private const double LastSecond = 253402300799;

    /// <summary>Reads a NumericDate.</summary>
    /// <param name="claims">The claims set; what is no object has no claims.</param>
    /// <param name="name">The claim.</param>
    /// <param name="time">The time; null when the claim is not there.</param>
    /// <returns>False when the claim is there but is not a time from 1970 to 9999.</returns>
    public static bool TryReadTime(JsonElement claims, string name, out DateTimeOffset? time)
    {
        time = null;
        if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(name, out var value))
        {
            return true;
        }
        if (
            value.ValueKind != JsonValueKind.Number
            || !value.TryGetDouble(out var seconds)
            || seconds is not (>= 0 and <= LastSecond)
        )
        {
            return false;
        }
        time = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return true;
    }

    /// <summary>The objection to <c>exp</c> and <c>nbf</c>, or null.</summary>
    internal static string? RefuseTimes(
        JsonElement claims,
        DateTimeOffset now,
        TimeSpan tolerance = default
    )
    {
        if (!TryReadTime(claims, "exp", out var expires))
        {
            return "The claim exp is not a time.";
        }
        if (!TryReadTime(claims, "nbf", out var notBefore))
        {
            return "The claim nbf is not a time.";
        }
        if (expires <= now - tolerance)
        {
            return "The token has expired.";
        }
        return notBefore > now + tolerance ? "The token is not valid yet." : null;
    }

    /// <summary>The objection to a claim that, where present, must be the expected text; or null.</summary>
    internal static string? RefuseText(
        JsonElement claims,
        string claim,
        string? expected,
        string whose
    )
    {
        if (!claims.TryGetProperty(claim, out var value))
        {
            return null;
        }
        return UntrustedJson.TryGetText(value, out var text) && text == expected
            ? null
            : $"The claim {claim} does not agree with the {whose}.";
    }

    /// <summary>Whether <c>aud</c>, a string or an array of strings, holds the name.</summary>
    internal static bool NamesAudience(JsonElement claims, string audience)
    {
        if (!claims.TryGetProperty("aud"u8, out var value))
        {
            return false;
        }
        return value.ValueKind == JsonValueKind.Array
            ? value
                .EnumerateArray()
                .Any(item => UntrustedJson.TryGetText(item, out var text) && text == audience)
            : UntrustedJson.TryGetText(value, out var single) && single == audience;
    }
}
