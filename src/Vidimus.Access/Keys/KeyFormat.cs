using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Access.Keys;

/// <summary>
/// How keys are written. <c>vdm_{live|test}_{43 base62 = 256 bits}_{6 base62 of CRC-32}</c>;
/// <c>vrt_{live|test}_{43 base62}_{4 base62 of CRC-32}</c>; <c>vc_{live|sandbox}_{52 base32 = 256 bits}</c>.
/// The checksum covers everything before its own underscore, so a mistyped key is refused before any look-up.
/// </summary>
internal static class KeyFormat
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly SearchValues<char> Base62Set = SearchValues.Create(Base62);
    private static readonly SearchValues<char> Base32Set = SearchValues.Create(Base32);
    private static readonly uint[] CrcTable = MakeCrcTable();

    public static readonly string[] Families = ["vdm", "vrt", "vc"];

    public static string Mint(string family, string mode)
    {
        Span<byte> random = stackalloc byte[32];
        RandomNumberGenerator.Fill(random);
        if (family == "vc")
            return $"vc_{(mode == "test" ? "sandbox" : "live")}_{ToBase32(random)}";
        var start = $"{family}_{mode}_{ToBase62(random)}";
        return $"{start}_{Checksum(start, ChecksumLength(family))}";
    }

    /// <summary>True when the text has a key's form and its checksum is right; nothing is read for it.</summary>
    public static bool IsWellFormed(string text)
    {
        var parts = text.Split('_');
        return parts switch
        {
            ["vdm" or "vrt", "live" or "test", { Length: 43 } random, var sum] => sum.Length
                == ChecksumLength(parts[0])
                && !random.AsSpan().ContainsAnyExcept(Base62Set)
                && CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(sum),
                    Encoding.UTF8.GetBytes(Checksum(text[..text.LastIndexOf('_')], sum.Length))
                ),
            ["vc", "live" or "sandbox", { Length: 52 } random] => !random
                .AsSpan()
                .ContainsAnyExcept(Base32Set),
            _ => false,
        };
    }

    /// <summary>True when the text begins like a key, whatever follows.</summary>
    public static bool LooksLikeKey(string text) =>
        Families.Any(f => text.StartsWith(f + "_", StringComparison.Ordinal));

    public static string Digest(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>First and last characters; about 12 of the 256 bits of the random part.</summary>
    public static string Display(string key)
    {
        var random = key.IndexOf('_', key.IndexOf('_', StringComparison.Ordinal) + 1) + 1;
        return $"{key[..(random + 2)]}…{key[^2..]}";
    }

    private static int ChecksumLength(string family) => family == "vdm" ? 6 : 4;

    private static string Checksum(string text, int length)
    {
        var crc = Crc32(Encoding.UTF8.GetBytes(text));
        return string.Create(
            length,
            crc,
            static (span, value) =>
            {
                for (var i = span.Length - 1; i >= 0; i--, value /= 62)
                    span[i] = Base62[(int)(value % 62)];
            }
        );
    }

    private static string ToBase62(ReadOnlySpan<byte> bytes)
    {
        // 62^43 > 2^256: the whole number fits, so every character sequence is as likely as its number.
        var value = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        Span<char> text = stackalloc char[43];
        for (var i = 42; i >= 0; i--)
        {
            value = BigInteger.DivRem(value, 62, out var digit);
            text[i] = Base62[(int)digit];
        }
        return new(text);
    }

    private static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(52);
        int buffer = 0,
            bits = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            bits += 8;
            while (bits >= 5)
            {
                text.Append(Base32[(buffer >> (bits - 5)) & 31]);
                bits -= 5;
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0)
            text.Append(Base32[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }

    // CRC-32 as in ISO 3309 and PNG (RFC 2083, appendix): finds typing errors, protects nothing.
    internal static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = CrcTable[(crc ^ b) & 255] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var c = n;
            for (var k = 0; k < 8; k++)
                c = (c & 1) == 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }
}
