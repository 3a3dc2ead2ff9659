using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>
/// Codes of authenticators: HMAC-SHA-1, six digits, steps of 30 seconds (RFC 6238, sections 4 and 5; RFC 4226, section 5.3),
/// as every authenticator has them. One step before and after is taken, for clocks that differ. The framework's own provider says
/// right or wrong, but not of which step a code is, takes those of five steps, and asks the machine's clock: with it a code would
/// work again and again.
/// </summary>
internal static class Totp
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;
    private const int Tolerance = 1;

    /// <summary>
    /// The step that the code is of, when it is right and of a later step than the last one taken; otherwise null. A code works
    /// once (RFC 6238, section 5.2).
    /// </summary>
    public static long? Step(string secret, string code, long lastTaken, DateTimeOffset now)
    {
        if (code.Length != 6 || code.Any(c => c is < '0' or > '9'))
            return null;
        var key = Decode(secret);
        var current = now.ToUnixTimeSeconds() / StepSeconds;
        long? found = null;
        for (var step = current - Tolerance; step <= current + Tolerance; step++)
        {
            var same = CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Code(key, step)),
                Encoding.ASCII.GetBytes(code)
            );
            if (same && step > lastTaken)
                found ??= step;
        }
        return found;
    }

    /// <summary>What an authenticator scans (the Key Uri Format that all of them read).</summary>
    public static string Uri(string issuer, string account, string secret) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(account)}?secret={secret}&issuer={System.Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits=6&period=30";

    // HMAC-SHA-1 as the standard has it: its strength does not rest on collisions.
#pragma warning disable CA5350
    private static string Code(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var mac = HMACSHA1.HashData(key, counter);
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac.AsSpan(mac[^1] & 15)) & 0x7fff_ffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
#pragma warning restore CA5350

    private static byte[] Decode(string text)
    {
        var bytes = new List<byte>(text.Length * 5 / 8);
        var (buffer, bits) = (0, 0);
        foreach (var c in text)
        {
            buffer = ((buffer << 5) | Base32.IndexOf(c, StringComparison.Ordinal)) & 0xffff;
            bits += 5;
            if (bits < 8)
                continue;
            bits -= 8;
            bytes.Add((byte)(buffer >> bits));
        }
        return [.. bytes];
    }
}
