using System.Text;
using System.Text.Json;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Rows of tables, in whichever of the forms that are known: JSON, CSV with our columns, and the public files of codes and fees.</summary>
internal static class TableRows
{
    public static IEnumerable<SourceRow> Of(PolicyImportKind kind, SourceFiles files)
    {
        var any = false;
        foreach (var table in files.Tables())
        {
            any = true;
            var name = table.File == table.Name ? table.Name : $"{table.File}: {table.Name}";
            foreach (var row in Of(kind, name, table))
                yield return row;
        }
        if (!any)
            throw new MistakeException(
                "There is no table in these files.",
                "Tables are .csv, .txt, .json and .jsonl, also within .gz and .zip."
            );
    }

    private static IEnumerable<SourceRow> Of(PolicyImportKind kind, string name, SourceTable table)
    {
        if (Path.GetExtension(table.Name) is ".json" or ".jsonl" or ".ndjson")
            return Json(name, table.Bytes);
        var reader = ForgivingUtf8.Reader(table.Bytes);
        var heading = HeadingLine(reader);
        var whole = new Rejoined(heading, reader);
        if (kind == PolicyImportKind.Codes && OrderFile.Is(heading))
            return OrderFile.Rows(name, whole);
        var records = new CsvRecords(whole, CsvRecords.Likely(heading));
        return kind == PolicyImportKind.Fees && FeeSchedule.Is(heading)
            ? FeeSchedule.Rows(name, records)
            : Csv(kind, name, records);
    }

    private static IEnumerable<SourceRow> Json(string name, Stream bytes)
    {
        var records = new JsonRecords(bytes, name: name);
        while (records.Next() is { } record)
            yield return record.Fault is { } fault
                ? new(name, record.Line, null, default, fault)
                : new(name, record.Line, Id(record.Json.Span), record.Json);
    }

    private static IEnumerable<SourceRow> Csv(
        PolicyImportKind kind,
        string name,
        CsvRecords records
    )
    {
        if (records.Next() is not { Fault: null } heading)
            throw new MistakeException($"{name} does not begin with a row that names the columns.");
        Func<CsvRecord, SourceRow?> map =
            kind == PolicyImportKind.Codes && HcpcsFile.Is(heading.Cells)
                ? new HcpcsFile(name, heading.Cells).Row
                : Mapped(new RowMapping(kind, name, heading.Cells), name);
        while (records.Next() is { } record)
            if (map(record) is { } row)
                yield return row;
    }

    private static Func<CsvRecord, SourceRow?> Mapped(RowMapping mapping, string name) =>
        record => mapping.Row(name, record);

    /// <summary>The id or code, by which a row is named to people.</summary>
    private static string? Id(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var named = reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("code"u8);
            reader.Read();
            if (named && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= 100)
                return reader.GetString();
            reader.Skip();
        }
        return null;
    }

    private static string HeadingLine(StreamReader reader)
    {
        var line = new StringBuilder();
        while (line.Length < 100_000 && reader.Read() is var letter and >= 0)
        {
            line.Append((char)letter);
            if (letter == '\n')
                break;
        }
        return line.ToString();
    }

    /// <summary>Gives back the first line, which was read to see what the table is.</summary>
    private sealed class Rejoined(string first, TextReader rest) : TextReader
    {
        private readonly StringReader head = new(first);

        public override int Read(char[] buffer, int index, int count) =>
            head.Read(buffer, index, count) is var n and > 0 ? n : rest.Read(buffer, index, count);

        public override int Peek() => head.Peek() is var c and >= 0 ? c : rest.Peek();

        public override int Read() => head.Read() is var c and >= 0 ? c : rest.Read();
    }
}

/// <summary>Records written as the API takes them.</summary>
internal static class Wire
{
    public static byte[] Of<T>(T record) => JsonSerializer.SerializeToUtf8Bytes(record, Lean);

    private static readonly JsonSerializerOptions Lean = new(WireJson.Options)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
