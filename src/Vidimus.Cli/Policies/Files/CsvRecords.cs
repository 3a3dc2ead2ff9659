using System.Text;

namespace Vidimus.Cli;

/// <summary>A record of a CSV file: where it begins, and its cells, or what is wrong with it.</summary>
internal readonly record struct CsvRecord(long Line, string[] Cells, string? Fault);

/// <summary>
/// CSV (RFC 4180) record by record, within bounds: a quote that is never closed costs its own line and not the file, and no
/// record grows beyond what is said. What the library that reads lists of people does not promise.
/// </summary>
internal sealed class CsvRecords(TextReader reader, char delimiter = ',', int longest = 2_000_000)
{
    public const int MostCells = 2_000;
    private const int Chunk = 64 * 1024;
    private readonly List<string> cells = [];
    private readonly StringBuilder cell = new();
    private char[] text = new char[2 * Chunk];
    private int begin;
    private int end;
    private bool ended;
    private long line = 1;

    /// <summary>The next record; null at the end. Empty lines are none.</summary>
    public CsvRecord? Next()
    {
        Forget();
        while (Has(begin))
        {
            var started = line;
            var fault = Parse(out var next, out var lines);
            if (fault is not null)
            {
                // The rest of its first line is left; what follows is read anew.
                next = EndOfLine();
                lines = 1;
            }
            begin = next;
            line += lines;
            if (fault is not null)
                return new(started, [], fault);
            if (cells is not [""])
                return new(started, [.. cells], null);
        }
        return null;
    }

    /// <summary>The separator that the first line has most of.</summary>
    public static char Likely(string heading) =>
        new[] { ',', ';', '\t', '|' }.MaxBy(d => heading.Count(letter => letter == d));

    private string? Parse(out int next, out int lines)
    {
        cells.Clear();
        cell.Clear();
        next = begin;
        lines = 0;
        while (true)
        {
            if (cells.Count > MostCells)
                return $"The record has more than {MostCells:#,0} cells.";
            if (Has(next) && text[next] == '"')
            {
                if (Quoted(ref next, ref lines) is { } fault)
                    return fault;
            }
            else
                Plain(ref next);
            if (next - begin > longest)
                return $"The record is longer than {longest:#,0} characters, or a quote in it is never closed.";
            cells.Add(cell.ToString());
            cell.Clear();
            if (!Has(next))
                return null;
            var letter = text[next++];
            if (letter == delimiter)
                continue;
            lines++;
            if (letter == '\r' && Has(next) && text[next] == '\n')
                next++;
            return null;
        }
    }

    /// <summary>To the next separator or the line's end.</summary>
    private void Plain(ref int next)
    {
        while (Has(next) && next - begin <= longest)
        {
            var rest = text.AsSpan(next, end - next);
            var stop = rest.IndexOfAny(delimiter, '\r', '\n');
            cell.Append(stop < 0 ? rest : rest[..stop]);
            next += stop < 0 ? rest.Length : stop;
            if (stop >= 0)
                return;
        }
    }

    private string? Quoted(ref int next, ref int lines)
    {
        next++;
        while (true)
        {
            if (!Has(next) || next - begin > longest)
                return "A quote is opened and never closed.";
            var rest = text.AsSpan(next, end - next);
            var stop = rest.IndexOf('"');
            var part = stop < 0 ? rest : rest[..stop];
            cell.Append(part);
            lines += part.Count('\n');
            next += part.Length;
            if (stop < 0)
                continue;
            next++;
            if (!Has(next) || text[next] == delimiter || text[next] is '\r' or '\n')
                return null;
            if (text[next] != '"')
                return "The quotes of the record do not match; a quote within a cell is doubled.";
            cell.Append('"');
            next++;
        }
    }

    private int EndOfLine()
    {
        var next = begin;
        while (Has(next))
        {
            var stop = text.AsSpan(next, end - next).IndexOf('\n');
            if (stop >= 0)
                return next + stop + 1;
            // A line without an end is not kept to be looked at again.
            begin = end = next = 0;
        }
        return next;
    }

    /// <summary>Whether there is a letter at this place, reading on where need be.</summary>
    private bool Has(int at)
    {
        while (at >= end && !ended)
            Fill();
        return at < end;
    }

    private void Fill()
    {
        if (end == text.Length)
            Array.Resize(ref text, text.Length * 2);
        var read = reader.Read(text, end, Math.Min(Chunk, text.Length - end));
        ended = read == 0;
        end += read;
    }

    /// <summary>Forgets what was read, once that is more than what was not: each letter is moved once at most.</summary>
    private void Forget()
    {
        if (begin <= end / 2)
            return;
        text.AsSpan(begin, end - begin).CopyTo(text);
        end -= begin;
        begin = 0;
    }
}
