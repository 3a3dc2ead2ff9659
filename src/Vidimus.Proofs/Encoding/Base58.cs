using System.Buffers.Binary;

namespace Vidimus.Proofs;

/// <summary>
/// base58btc: the Bitcoin alphabet, leading zero bytes written as <c>1</c> (Controlled Identifiers 1.0, section 3.4). Works in
/// 32-bit limbs against 58^5, so that a key or a signature costs well under two microseconds.
/// </summary>
internal static class Base58
{
    /// <summary>Longest text decoded; the work grows with the square of the length.</summary>
    internal const int MaxTextLength = 512;

    private const int DigitsPerChunk = 5;
    private const uint Chunk = 58 * 58 * 58 * 58 * 58;
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private static readonly byte[] Values = MakeValues();

    internal static string Encode(ReadOnlySpan<byte> bytes, char prefix)
    {
        var zeros = bytes.IndexOfAnyExcept((byte)0);
        zeros = zeros < 0 ? bytes.Length : zeros;
        var significant = bytes[zeros..];
        var limbCount = (significant.Length + 3) / 4;
        Span<uint> limbs = limbCount <= 32 ? stackalloc uint[limbCount] : new uint[limbCount];
        ReadBigEndian(significant, limbs);

        // A byte needs log(256)/log(58) = 1.366 digits.
        var capacity = (significant.Length * 138 / 100) + DigitsPerChunk + 1;
        Span<char> digits = capacity <= 256 ? stackalloc char[capacity] : new char[capacity];
        var position = digits.Length;
        while (!limbs.IsEmpty)
        {
            var remainder = DivideByChunk(limbs);
            while (!limbs.IsEmpty && limbs[0] == 0)
            {
                limbs = limbs[1..];
            }
            for (var i = 0; i < DigitsPerChunk && (remainder != 0 || !limbs.IsEmpty); i++)
            {
                digits[--position] = Alphabet[(int)(remainder % 58)];
                remainder /= 58;
            }
        }
        return string.Concat([prefix], new string('1', zeros), digits[position..]);
    }

    /// <summary>Decodes into <paramref name="bytes"/>, which must be exactly as long as the value.</summary>
    internal static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes) =>
        TryDecode(text, bytes, out var written) && written == bytes.Length;

    internal static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int written)
    {
        written = 0;
        if (text.Length > MaxTextLength)
        {
            return false;
        }
        var zeros = text.IndexOfAnyExcept('1');
        zeros = zeros < 0 ? text.Length : zeros;
        text = text[zeros..];
        // A digit carries log(58)/log(2^32) = 0.183 limbs.
        Span<uint> limbs = stackalloc uint[(MaxTextLength * 184 / 1000) + 2];
        var used = 0;
        while (!text.IsEmpty)
        {
            var take = Math.Min(text.Length, DigitsPerChunk);
            uint value = 0;
            uint scale = 1;
            foreach (var letter in text[..take])
            {
                if (letter >= 128 || Values[letter] == 255)
                {
                    return false;
                }
                value = (value * 58) + Values[letter];
                scale *= 58;
            }
            MultiplyAdd(limbs, ref used, scale, value);
            text = text[take..];
        }
        return WriteBigEndian(limbs[..used], zeros, bytes, out written);
    }

    private static uint DivideByChunk(Span<uint> limbs)
    {
        ulong remainder = 0;
        for (var i = 0; i < limbs.Length; i++)
        {
            var current = (remainder << 32) | limbs[i];
            var quotient = current / Chunk;
            limbs[i] = (uint)quotient;
            remainder = current - (quotient * Chunk);
        }
        return (uint)remainder;
    }

    // Limbs are least significant first here.
    private static void MultiplyAdd(Span<uint> limbs, ref int used, uint scale, uint carry)
    {
        ulong high = carry;
        for (var i = 0; i < used; i++)
        {
            high += (ulong)limbs[i] * scale;
            limbs[i] = (uint)high;
            high >>= 32;
        }
        if (high != 0)
        {
            limbs[used++] = (uint)high;
        }
    }

    private static void ReadBigEndian(ReadOnlySpan<byte> bytes, Span<uint> limbs)
    {
        for (var limb = limbs.Length - 1; limb >= 0; limb--)
        {
            if (bytes.Length >= 4)
            {
                limbs[limb] = BinaryPrimitives.ReadUInt32BigEndian(bytes[^4..]);
                bytes = bytes[..^4];
                continue;
            }
            uint value = 0;
            foreach (var part in bytes)
            {
                value = (value << 8) | part;
            }
            limbs[limb] = value;
        }
    }

    private static bool WriteBigEndian(
        ReadOnlySpan<uint> limbs,
        int zeros,
        Span<byte> bytes,
        out int written
    )
    {
        var significant = limbs.Length * 4;
        if (limbs.Length > 0)
        {
            significant -= System.Numerics.BitOperations.LeadingZeroCount(limbs[^1]) / 8;
        }
        written = zeros + significant;
        if (written > bytes.Length)
        {
            return false;
        }
        bytes[..zeros].Clear();
        for (var i = 0; i < significant; i++)
        {
            bytes[written - 1 - i] = (byte)(limbs[i / 4] >> (8 * (i % 4)));
        }
        return true;
    }

    private static byte[] MakeValues()
    {
        var values = new byte[128];
        Array.Fill(values, (byte)255);
        for (var i = 0; i < Alphabet.Length; i++)
        {
            values[Alphabet[i]] = (byte)i;
        }
        return values;
    }
}
