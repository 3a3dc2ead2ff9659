using System.Buffers;
using System.Text;
using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs.Rdf;

/// <summary>The characters of canonical N-Quads (RDF Canonicalization, section 5, and RDF 1.2 N-Quads, "Canonical form").</summary>
internal static class NQuadsText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Everything a string literal must escape: the C0 controls, the quotation mark, the backslash and DEL.</summary>
    public static readonly SearchValues<byte> MustEscape = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(i => (byte)i),
        (byte)'"',
        (byte)'\\',
        0x7f,
    ]);

    public static int MaxUtf8(string value) => Encoding.UTF8.GetMaxByteCount(value.Length);

    /// <summary>The longest escape, <c>\u0000</c>, takes six bytes for one.</summary>
    public static int MaxEscaped(int size) => size * 6;

    public static int Utf8(string value, Span<byte> target)
    {
        try
        {
            return Strict.GetBytes(value, target);
        }
        catch (EncoderFallbackException)
        {
            throw new JsonLdException(LinkedDataProblem.TextMalformed, "not well-formed Unicode");
        }
    }

    /// <summary>Writes the inside of a string literal and says how many bytes it took.</summary>
    public static int Escape(ReadOnlySpan<byte> value, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var plain = value.IndexOfAny(MustEscape);
            if (plain < 0)
            {
                value.CopyTo(target[written..]);
                return written + value.Length;
            }

            value[..plain].CopyTo(target[written..]);
            written += plain;
            written += EscapeOne(value[plain], target[written..]);
            value = value[(plain + 1)..];
        }
    }

    private static int EscapeOne(byte value, Span<byte> target)
    {
        target[0] = (byte)'\\';
        var letter = value switch
        {
            0x08 => 'b',
            0x09 => 't',
            0x0a => 'n',
            0x0c => 'f',
            0x0d => 'r',
            (byte)'"' => '"',
            (byte)'\\' => '\\',
            _ => '\0',
        };
        if (letter != '\0')
        {
            target[1] = (byte)letter;
            return 2;
        }

        "u00"u8.CopyTo(target[1..]);
        target[4] = Hex(value >> 4);
        target[5] = Hex(value & 15);
        return 6;
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}
