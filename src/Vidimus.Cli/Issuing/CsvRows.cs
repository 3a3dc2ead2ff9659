using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>A list in CSV (RFC 4180), its first row naming the columns; comma, semicolon or tab; UTF-8, or UTF-16 with its mark.</summary>
internal sealed class CsvRows : IRowList
{
    private readonly StreamReader reader;
    private readonly CsvParser parser;
    private readonly bool isErrorsFile;
    private bool badQuotes;

    public CsvRows(Stream stream, string? delimiter)
    {
        // Bytes that are not UTF-8 stop the reading: a name must not be issued with a broken letter.
        reader = new StreamReader(
            stream,
            new UTF8Encoding(false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: true
        );
        var heading = Guarded(reader.ReadLine) ?? "";
        parser = new CsvParser(
            new Rejoined(heading, reader),
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Delimiter = delimiter ?? Likely(heading),
                BadDataFound = _ => badQuotes = true,
                IgnoreBlankLines = true,
            }
        );
        if (!Guarded(parser.Read))
            throw new MistakeException("The list is empty.", "Its first row names the columns.");
        Columns = [.. parser.Record!.Select(c => c.Trim())];
        isErrorsFile = ErrorsFile.Added.All(Columns.Contains);
        if (isErrorsFile)
            Columns = [.. Columns.Select(ErrorsFile.Restored)];
        CheckColumns();
    }

    public string[] Columns { get; }

    public async IAsyncEnumerable<ListedRow> Rows(Action<FailedRow> refused)
    {
        await Task.CompletedTask;
        while (true)
        {
            badQuotes = false;
            if (!Guarded(parser.Read))
                yield break;
            var cells = isErrorsFile
                ? [.. parser.Record!.Select(ErrorsFile.Restored)]
                : parser.Record!;
            var line = parser.RawRow - cells.Sum(c => c.Count(letter => letter == '\n'));
            if (Row(line, cells, refused) is { } row)
                yield return row;
        }
    }

    public void Dispose()
    {
        parser.Dispose();
        reader.Dispose();
    }

    private ListedRow? Row(long line, string[] cells, Action<FailedRow> refused)
    {
        try
        {
            if (badQuotes)
                throw new MistakeException(
                    "The quotes of the row do not match; a quote within a cell is doubled and the cell quoted."
                );
            if (cells.Length > Columns.Length)
                throw new MistakeException(
                    $"The row has {cells.Length} cells for {Columns.Length} columns; a cell with the separator in it must be quoted."
                );
            var row = new RowBuilder();
            for (var i = 0; i < cells.Length; i++)
                if (!isErrorsFile || !ErrorsFile.Added.Contains(Columns[i]))
                    row.Put(Columns[i], cells[i].Trim());
            return row.Build(line, cells);
        }
        catch (MistakeException mistake)
        {
            refused(
                new FailedRow(
                    line,
                    cells,
                    new RowError
                    {
                        Code = RowBuilder.Fault,
                        Message = mistake.Message,
                        Field = mistake.Hint,
                    }
                )
            );
            return null;
        }
    }

    private void CheckColumns()
    {
        if (Columns.Any(c => c.Length == 0))
            throw new MistakeException("A column has no name.");
        if (Columns.GroupBy(RowBuilder.Plain).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new MistakeException($"The column '{twice.First()}' is there twice.");
        if (!Columns.Any(c => RowBuilder.Plain(c) == "name"))
            throw new MistakeException(
                "There is no column 'name'.",
                $"The first row must name the columns; it reads: {string.Join(" | ", Columns)}"
            );
    }

    private static string Likely(string heading) =>
        new[] { ",", ";", "\t" }.MaxBy(d => heading.Split(d).Length)!;

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException)
        {
            throw new MistakeException(
                "The list is not UTF-8.",
                "Save it again as 'CSV UTF-8', so that no letter is lost."
            );
        }
    }

    /// <summary>Gives back the first line, which was read to see the separator.</summary>
    private sealed class Rejoined(string first, TextReader rest) : TextReader
    {
        private readonly StringReader head = new(first + "\n");

        public override int Peek() => head.Peek() is var c and >= 0 ? c : rest.Peek();

        public override int Read() => head.Read() is var c and >= 0 ? c : rest.Read();

        public override int Read(char[] buffer, int index, int count) =>
            head.Read(buffer, index, count) is var n and > 0 ? n : rest.Read(buffer, index, count);
    }
}
