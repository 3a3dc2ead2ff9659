using System.Buffers;

namespace Vidimus.Proofs;

/// <summary>Strings in canonical JSON: which letters are escaped, and in which order names stand (RFC 8785 sections 3.2.2.2, 3.2.3).</summary>
internal static class JcsString
{
    // First bytes of UTF-8 sequences: of four bytes (a surrogate pair in UTF-16), and of U+E000 and above below that.
    private const byte FourByteLead = 0xF0;
    private const byte AboveSurrogatesLead = 0xEE;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create(MakeEscaped());

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    /// <summary>Escapes into a destination of at least six times the length.</summary>
    internal static int Escape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var plain = text.IndexOfAny(Escaped);
            if (plain < 0)
            {
                text.CopyTo(destination[written..]);
                return written + text.Length;
            }
            text[..plain].CopyTo(destination[written..]);
            written += plain;
            written += EscapeOne(text[plain], destination[written..]);
            text = text[(plain + 1)..];
        }
    }

    /// <summary>
    /// Compares two UTF-8 names as UTF-16 code units, as the sorting rule demands: the same order as that of the bytes, except
    /// that surrogate pairs stand before U+E000 to U+FFFF.
    /// </summary>
    internal static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }
        var (x, y) = (left[common], right[common]);
        var surrogates = (x >= FourByteLead) != (y >= FourByteLead);
        return surrogates && Math.Min(x, y) >= AboveSurrogatesLead
            ? y.CompareTo(x)
            : x.CompareTo(y);
    }

    private static int EscapeOne(byte letter, Span<byte> destination)
    {
        destination[0] = (byte)'\\';
        var shortForm = letter switch
        {
            (byte)'"' => (byte)'"',
            (byte)'\\' => (byte)'\\',
            0x08 => (byte)'b',
            0x09 => (byte)'t',
            0x0A => (byte)'n',
            0x0C => (byte)'f',
            0x0D => (byte)'r',
            _ => (byte)0,
        };
        if (shortForm != 0)
        {
            destination[1] = shortForm;
            return 2;
        }
        "u00"u8.CopyTo(destination[1..]);
        destination[4] = HexDigits[letter >> 4];
        destination[5] = HexDigits[letter & 15];
        return 6;
    }

    private static byte[] MakeEscaped() =>
        [.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\'];
}
