using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Certification.Payments.Stripe;

/// <summary>
/// The signature of Stripe's events: <c>t=TIME,v1=HEX</c>, where HEX is HMAC-SHA-256 over the time, a dot and the raw body; there may be
/// several, and other schemes beside them (docs.stripe.com/webhooks/signature).
/// </summary>
internal static class StripeSignature
{
    private const int LongestHeader = 2048;
    private const int MostSignatures = 8;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>True when one of the secrets signed this body, at most five minutes ago.</summary>
    public static bool IsRight(
        string? header,
        ReadOnlySpan<byte> body,
        IEnumerable<string> secrets,
        DateTimeOffset now
    )
    {
        if (header is not { Length: > 0 and <= LongestHeader })
            return false;
        string? time = null;
        List<byte[]> signatures = [];
        foreach (var part in header.Split(','))
        {
            var (name, value) = Split(part.Trim());
            if (name == "t")
                time = value;
            else if (
                name == "v1"
                && Hex(value) is { } signature
                && signatures.Count < MostSignatures
            )
                signatures.Add(signature);
        }
        if (
            !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > 253402300799
            || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance
        )
            return false;
        byte[] signed = [.. Encoding.ASCII.GetBytes(time!), (byte)'.', .. body];
        var right = false;
        foreach (var secret in secrets)
        {
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
            foreach (var signature in signatures)
                right |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }
        return right;
    }

    private static (string Name, string Value) Split(string part)
    {
        var at = part.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (part, "") : (part[..at], part[(at + 1)..]);
    }

    private static byte[]? Hex(string text) =>
        text.Length == 64 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;
}
