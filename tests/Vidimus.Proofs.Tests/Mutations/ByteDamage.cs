namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>Damage that knows nothing of what it damages.</summary>
internal static class ByteDamage
{
    private static readonly byte[][] Odd =
    [
        [0x00],
        [0xFF],
        [0xEF, 0xBB, 0xBF], // a byte order mark
        [0xED, 0xA0, 0x80], // a lone surrogate
        [0xC0, 0xAF], // a slash, longer than it may be
        [0xE2, 0x80, 0x8B], // a zero-width space
        [0xE2, 0x80, 0xAE], // right-to-left override
        [0xF4, 0x90, 0x80, 0x80], // beyond Unicode
        [0xCC, 0x81], // a combining accent
        [0xD0, 0xB0], // a Cyrillic letter that looks like an a
        "\\u0000"u8.ToArray(),
        "\\ud800"u8.ToArray(),
        " "u8.ToArray(),
        "\n"u8.ToArray(),
        "\""u8.ToArray(),
        "\\"u8.ToArray(),
        "{"u8.ToArray(),
        "}"u8.ToArray(),
        "["u8.ToArray(),
        "]"u8.ToArray(),
        ","u8.ToArray(),
        "/**/"u8.ToArray(),
        "NaN"u8.ToArray(),
        "1e400"u8.ToArray(),
        "null"u8.ToArray(),
        "~"u8.ToArray(),
        "."u8.ToArray(),
        "="u8.ToArray(),
    ];

    internal static byte[] Of(byte[] original, Random random)
    {
        var damaged = original;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            damaged = Once(damaged, random);
        }
        return damaged;
    }

    private static byte[] Once(byte[] data, Random random)
    {
        var at = random.Next(data.Length + 1);
        var (start, end) = Range(data.Length, random);
        switch (random.Next(10))
        {
            case 0 or 1 when data.Length > 0:
                return Changed(data, random.Next(data.Length), (byte)(1 << random.Next(8)));
            case 2 when data.Length > 0:
                return Changed(data, random.Next(data.Length), (byte)random.Next(1, 256));
            case 3:
                return [.. data[..at], (byte)random.Next(256), .. data[at..]];
            case 4:
                return [.. data[..start], .. data[end..]];
            case 5:
                return [.. data[..end], .. data[start..]];
            case 6:
                return data[..at];
            case 7:
                var (otherStart, otherEnd) = Range(data.Length, random);
                return [.. data[..start], .. data[otherStart..otherEnd], .. data[end..]];
            case 8:
                return [.. data[..at], .. Odd[random.Next(Odd.Length)], .. data[end..]];
            default:
                return [.. data[..at], .. Odd[random.Next(Odd.Length)], .. data[at..]];
        }
    }

    private static (int Start, int End) Range(int length, Random random)
    {
        var start = random.Next(length + 1);
        var longest = random.Next(4) == 0 ? length : 16;
        return (start, Math.Min(length, start + random.Next(longest + 1)));
    }

    private static byte[] Changed(byte[] data, int at, byte difference)
    {
        byte[] changed = [.. data];
        changed[at] ^= difference;
        return changed;
    }
}
