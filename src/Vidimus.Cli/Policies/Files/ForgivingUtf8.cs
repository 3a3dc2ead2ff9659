using System.Text;

namespace Vidimus.Cli;

/// <summary>
/// UTF-8 in which bytes that are none are read as Windows-1252 (Encoding Standard, "windows-1252"): public tables come in
/// either, and some in both.
/// </summary>
internal sealed class ForgivingUtf8 : DecoderFallback
{
    /// <summary>What bytes 80 to 9F stand for; those that stand for nothing are kept as the control characters of ISO 8859-1.</summary>
    private const string Upper =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    public static Encoding Encoding { get; } =
        Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new ForgivingUtf8());

    /// <summary>UTF-16 is told by its mark.</summary>
    public static StreamReader Reader(Stream stream) =>
        new(stream, Encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024);

    /// <summary>A sequence that breaks off has at most three bytes.</summary>
    public override int MaxCharCount => 4;

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Letters();

    private sealed class Letters : DecoderFallbackBuffer
    {
        private byte[] bytes = [];
        private int next;

        public override int Remaining => bytes.Length - next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            bytes = [.. bytesUnknown];
            next = 0;
            return true;
        }

        public override char GetNextChar()
        {
            if (next >= bytes.Length)
                return '\0';
            var value = bytes[next++];
            return value is >= 0x80 and <= 0x9F ? Upper[value - 0x80] : (char)value;
        }

        public override bool MovePrevious()
        {
            if (next == 0)
                return false;
            next--;
            return true;
        }

        public override void Reset()
        {
            bytes = [];
            next = 0;
        }
    }
}
