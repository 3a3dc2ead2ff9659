using System.Buffers.Text;

namespace Vidimus.Proofs.Rdf;

/// <summary>Lines of N-Quads, written one after the other and given back in code point order.</summary>
internal sealed class LineBuffer
{
    private const int LargestKept = 1 << 20;
    private byte[] text = new byte[16384];
    private byte[] sorted = new byte[16384];
    private Line[] rows = new Line[64];
    private int length;
    private int count;
    private int begun;

    private readonly record struct Line(int Start, int Length);

    public void Clear()
    {
        length = 0;
        count = 0;
        if (text.Length > LargestKept)
        {
            text = new byte[16384];
            sorted = new byte[16384];
            rows = new Line[64];
        }
    }

    /// <summary>Begins a line of at most this many bytes.</summary>
    public void Begin(int size)
    {
        if (text.Length - length < size)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, length + size));
        }

        if (count == rows.Length)
        {
            Array.Resize(ref rows, count * 2);
        }

        begun = length;
    }

    public void Append(ReadOnlySpan<byte> part)
    {
        part.CopyTo(text.AsSpan(length));
        length += part.Length;
    }

    public void Space() => text[length++] = (byte)' ';

    public void Canonical(int label)
    {
        Append("_:c14n"u8);
        Utf8Formatter.TryFormat(label, text.AsSpan(length), out var written);
        length += written;
    }

    public void End()
    {
        Append(" .\n"u8);
        rows[count++] = new Line(begun, length - begun);
    }

    /// <summary>Whether the last sorting met equal lines.</summary>
    public bool HadEqual { get; private set; }

    /// <summary>The lines in code point order, which for UTF-8 is the order of the bytes.</summary>
    /// <param name="keepEqual">Equal lines stay as often as they were written; otherwise each line stays once.</param>
    public ReadOnlySpan<byte> Sorted(bool keepEqual)
    {
        HadEqual = false;
        if (count == 1)
        {
            return text.AsSpan(0, length);
        }

        if (sorted.Length < length)
        {
            sorted = new byte[text.Length];
        }

        var lines = rows.AsSpan(0, count);
        lines.Sort(new ByBytes(text));
        var written = 0;
        for (var i = 0; i < count; i++)
        {
            var equal = i > 0 && Compare(text, lines[i], lines[i - 1]) == 0;
            HadEqual |= equal;
            if (keepEqual || !equal)
            {
                text.AsSpan(lines[i].Start, lines[i].Length).CopyTo(sorted.AsSpan(written));
                written += lines[i].Length;
            }
        }

        return sorted.AsSpan(0, written);
    }

    private static int Compare(byte[] text, Line x, Line y) =>
        text.AsSpan(x.Start, x.Length).SequenceCompareTo(text.AsSpan(y.Start, y.Length));

    private readonly struct ByBytes(byte[] text) : IComparer<Line>
    {
        public int Compare(Line x, Line y) => LineBuffer.Compare(text, x, y);
    }
}
