using System.Text.Json;
using System.Text.Unicode;

namespace Vidimus.Cli;

/// <summary>A record of a JSON file: where it begins, and its bytes, or what is wrong with it.</summary>
internal readonly record struct JsonRecord(long Line, ReadOnlyMemory<byte> Json, string? Fault);

/// <summary>
/// A JSON array, or objects one after the other (JSON lines), object by object, never whole: what is held is the one record
/// that is being read, up to <paramref name="longest"/> bytes. Where objects are one a line, a line that is wrong costs itself.
/// </summary>
internal sealed class JsonRecords(Stream stream, int longest = 4_000_000, string? name = null)
{
    private readonly byte[] chunk = new byte[64 * 1024];
    private readonly MemoryStream record = new();
    private int next;
    private int end;
    private long line = 1;
    private bool opened;

    /// <summary>Whether objects are known to be one a line: no array, and one ended where it began, or broke off before the next.</summary>
    private bool lines;

    private string Where => name is null ? "" : $"{name}: ";

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
            else if (letter == '[' && !opened && !lines)
                opened = true;
            else if (letter is ' ' or '\t' or '\r' or ',' or ']' or 0xEF or 0xBB or 0xBF)
                continue;
            else if (lines)
                return Left(line, "The line is no JSON object.");
            else
                throw new MistakeException(
                    $"{Where}Line {line} is neither a JSON array of objects nor one object a line.",
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
                return lines
                    ? new(started, default, "The object breaks off.")
                    : throw new MistakeException(
                        $"{Where}The object that begins on line {started} breaks off.",
                        "Was the file written and fetched whole?"
                    );
            next++;
            if (letter == '\n')
            {
                line++;
                // Within a text a line's end is written \n: here a quote is missing, and the next line is another object's.
                if (quoted)
                    return new(started, default, "The object is not JSON: a quote is not closed.");
                lines |= !opened && line == started + 1 && BeginsAnother();
                if (lines)
                    return new(started, default, "The object is not closed on its line.");
            }
            if (record.Length > longest)
                return lines
                    ? Left(started, $"The object is larger than {longest:#,0} bytes.")
                    : throw new MistakeException(
                        $"{Where}The object that begins on line {started} is larger than {longest:#,0} bytes, or is never closed."
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

    /// <summary>
    /// Whether the line that comes begins an object that cannot lie within the one that is being read: in such a place an object
    /// follows nothing but a bracket, a colon or a comma. Where it might lie within, the reading goes on.
    /// </summary>
    private bool BeginsAnother()
    {
        if (Peek() != '{')
            return false;
        var last = record.GetBuffer().AsSpan(0, (int)record.Length).TrimEnd(" \t\r"u8);
        return last is not [.., (byte)'[' or (byte)':' or (byte)','];
    }

    /// <summary>Leaves the rest of the line.</summary>
    private JsonRecord Left(long started, string fault)
    {
        while (Peek() is >= 0 and not '\n')
            next++;
        return new(started, default, fault);
    }

    private JsonRecord Checked(long started)
    {
        lines |= !opened && line == started && Peek() is '\n' or '\r';
        var bytes = record.ToArray();
        try
        {
            var reader = new Utf8JsonReader(bytes, new() { MaxDepth = 64 });
            while (reader.Read())
                if (!IsText(ref reader))
                    return new(
                        started,
                        default,
                        $"A text of the object, at byte {reader.TokenStartIndex}, is no Unicode: half of a pair \\uD800 to \\uDFFF, or bytes that are no UTF-8."
                    );
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

    // The reader checks texts when they are fetched, and not before.
    private static bool IsText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String))
            return true;
        if (!reader.ValueIsEscaped)
            return Utf8.IsValid(reader.ValueSpan);
        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
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
