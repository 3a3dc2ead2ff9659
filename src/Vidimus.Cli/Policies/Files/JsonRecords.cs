using System.Text.Json;

namespace Vidimus.Cli;

/// <summary>A record of a JSON file: where it begins, and its bytes, or what is wrong with it.</summary>
internal readonly record struct JsonRecord(long Line, ReadOnlyMemory<byte> Json, string? Fault);

/// <summary>
/// A JSON array, or objects one after the other (JSON lines), object by object, never whole: what is held is the one record
/// that is being read, up to <paramref name="longest"/> bytes.
/// </summary>
internal sealed class JsonRecords(Stream stream, int longest = 4_000_000)
{
    private readonly byte[] chunk = new byte[64 * 1024];
    private readonly MemoryStream record = new();
    private int next;
    private int end;
    private long line = 1;
    private bool opened;

    /// <summary>The next record; null at the end.</summary>
    /// <exception cref="MistakeException">The file is neither, or breaks off.</exception>
    public JsonRecord? Next()
    {
        while (true)
        {
            var letter = Peek();
            if (letter < 0)
                return null;
            if (letter == '{')
                return Record();
            next++;
            if (letter == '\n')
                line++;
            else if (letter == '[' && !opened)
                opened = true;
            else if (letter is not (' ' or '\t' or '\r' or ',' or ']' or 0xEF or 0xBB or 0xBF))
                throw new MistakeException(
                    $"Line {line} is neither a JSON array of objects nor one object a line.",
                    "It must read [{…}, {…}], or {…} on each line."
                );
        }
    }

    private JsonRecord Record()
    {
        var started = line;
        record.SetLength(0);
        var (depth, quoted, escaped) = (0, false, false);
        while (true)
        {
            var letter = Peek();
            if (letter < 0)
                throw new MistakeException($"The object that begins on line {started} breaks off.");
            next++;
            if (letter == '\n')
            {
                line++;
                // Within a text a line's end is written \n: here a quote is missing, and the next line is another object's.
                if (quoted)
                    return new(started, default, "The object is not JSON: a quote is not closed.");
            }
            if (record.Length > longest)
                throw new MistakeException(
                    $"The object that begins on line {started} is larger than {longest:#,0} bytes, or is never closed."
                );
            record.WriteByte((byte)letter);
            if (escaped)
                escaped = false;
            else if (quoted)
                (escaped, quoted) = (letter == '\\', letter != '"');
            else if (letter == '"')
                quoted = true;
            else if (letter is '{' or '[')
                depth++;
            else if (letter is '}' or ']' && --depth == 0)
                return Checked(started);
        }
    }

    private JsonRecord Checked(long started)
    {
        var bytes = record.ToArray();
        try
        {
            var reader = new Utf8JsonReader(bytes, new() { MaxDepth = 64 });
            reader.Read();
            reader.Skip();
            return new(started, bytes, null);
        }
        catch (JsonException exception)
        {
            return new(
                started,
                default,
                $"The object is not JSON, at byte {exception.BytePositionInLine} of its line {exception.LineNumber + 1}."
            );
        }
    }

    private int Peek()
    {
        if (next == end)
        {
            next = 0;
            end = stream.Read(chunk);
            if (end == 0)
                return -1;
        }
        return chunk[next];
    }
}
