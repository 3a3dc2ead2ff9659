using System.Text;

namespace Vidimus.Tests.Access;

/// <summary>Keys as an attacker writes them who knows the format: right form, right checksum, unknown to the server.</summary>
internal static class KeyText
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The text with the checksum that its form asks for.</summary>
    public static string WithChecksum(string withoutChecksum, int length = 6)
    {
        ulong crc = Crc32(Encoding.ASCII.GetBytes(withoutChecksum));
        var sum = new char[length];
        for (var i = length - 1; i >= 0; i--, crc /= 62)
            sum[i] = Base62[(int)(crc % 62)];
        return $"{withoutChecksum}_{new string(sum)}";
    }

    /// <summary>A real key with one character of its random part changed and the checksum made right again.</summary>
    public static string NearMissOf(string key)
    {
        var start = key[..key.LastIndexOf('_')];
        return WithChecksum(start[..^1] + (start[^1] == 'A' ? 'B' : 'A'));
    }

    /// <summary>As above, of 43 places and 61 other characters for each the one of that number, round and round.</summary>
    public static string NearMissOf(string key, int number)
    {
        var start = key[..key.LastIndexOf('_')].ToCharArray();
        var place = start.Length - 1 - number % 43;
        var turn = 1 + number / 43 % 61;
        start[place] = Base62[
            (Base62.IndexOf(start[place], StringComparison.Ordinal) + turn) % Base62.Length
        ];
        return WithChecksum(new string(start));
    }

    // ISO 3309, bit by bit.
    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
