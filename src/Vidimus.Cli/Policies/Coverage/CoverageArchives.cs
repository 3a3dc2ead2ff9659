using System.IO.Compression;

namespace Vidimus.Cli;

/// <summary>
/// The archives of the Medicare Coverage Database, as they are downloaded: <c>current_lcd.zip</c> or <c>all_lcd.zip</c>,
/// <c>current_article.zip</c> or <c>all_article.zip</c>, <c>ncd.zip</c>, each an archive in which another holds the tables as CSV; or
/// the tables themselves. They are read twice: the small tables that others refer to, then all others, which are brought into
/// the order of their documents and joined. What is retired is told as of <paramref name="day"/>.
/// </summary>
internal sealed class CoverageArchives(SourceFiles files, string day)
{
    private readonly CoverageLookups lookups = new(day);

    /// <summary>Whether these are such archives, by the names of what they hold.</summary>
    public static bool Are(SourceFiles files) => files.Paths.Any(Is);

    private static bool Is(string path)
    {
        var name = Path.GetFileName(path).ToLowerInvariant();
        if (CoverageTables.Knows(name))
            return true;
        if (Path.GetExtension(name) != ".zip")
            return false;
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return archive
                .Entries.Take(2_000)
                .Select(e => e.Name.ToLowerInvariant())
                .Any(e =>
                    CoverageTables.Knows(e)
                    || e.EndsWith("lcd_csv.zip", StringComparison.Ordinal)
                    || e.EndsWith("article_csv.zip", StringComparison.Ordinal)
                    || e is "ncd_csv.zip" or "ncd.zip"
                );
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Every document as a policy, in the order of kinds and numbers; the latest version of each.</summary>
    public IEnumerable<SourceRow> Rows(Action<string> note)
    {
        var any = false;
        foreach (var row in ReadLookups())
            any |= row;
        if (!any)
            throw new MistakeException(
                "There is no table lcd.csv, article.csv or ncd_trkg.csv in these files.",
                "Give the archives as they are downloaded from the Medicare Coverage Database."
            );
        note("Read the small tables; reading the documents and their codes.");
        using var sorted = new SortedRows();
        foreach (var fault in Fill(sorted))
            yield return fault;
        note("Joined; writing the documents as policies.");
        foreach (var row in new CoverageJoin(lookups, day).Rows(sorted.InOrder()))
            yield return row;
    }

    /// <summary>True for each table that holds documents.</summary>
    private IEnumerable<bool> ReadLookups()
    {
        foreach (var table in files.Tables())
        {
            var name = Path.GetFileNameWithoutExtension(table.Name);
            if (Path.GetExtension(table.Name) != ".csv")
                continue;
            if (CoverageTables.LookedUp.TryGetValue(name, out var columns))
            {
                var reader = new Columns(table, columns);
                while (reader.Next(out _) is { } cells)
                    if (cells.Length > 0)
                        lookups.Add(name, cells);
            }
            if (name == "lcd")
            {
                var reader = new Columns(table, ["lcd_id"]);
                while (reader.Next(out _) is { } cells)
                    if (cells.Length > 0)
                        lookups.AddDetermination(cells[0]);
            }
            yield return name is "lcd" or "article" or "ncd_trkg";
        }
    }

    private IEnumerable<SourceRow> Fill(SortedRows sorted)
    {
        foreach (var table in files.Tables())
        {
            var name = Path.GetFileNameWithoutExtension(table.Name);
            if (
                Path.GetExtension(table.Name) != ".csv"
                || !CoverageTables.Joined.TryGetValue(name, out var known)
            )
                continue;
            var reader = new Columns(table, [known.Id, known.Version!, .. known.Columns]);
            while (reader.Next(out var record) is { } cells)
            {
                // A row of another table than the documents' is a part of one that is loaded all the same.
                var part = known.Order != CoverageTables.Document;
                if (record.Fault is { } fault)
                    yield return new(table.Name, record.Line, null, default, fault, IsPart: part);
                else if (cells[0].Length is 0 or > 12 || !cells[0].All(char.IsAsciiDigit))
                    yield return new(
                        table.Name,
                        record.Line,
                        null,
                        default,
                        "must be a number",
                        known.Id,
                        part
                    );
                else
                    Add(sorted, name, known, record.Line, cells);
            }
        }
    }

    private void Add(
        SortedRows sorted,
        string name,
        CoverageTables.Table known,
        long line,
        string[] cells
    )
    {
        var version = cells[1].Length is > 0 and <= 9 ? cells[1].PadLeft(9, '0') : "000000000";
        sorted.Add(
            new(CoverageJoin.Key(known.Kind, cells[0], version), known.Order, name, line, cells)
        );
        // A determination names no codes itself: they are in the articles that say how to bill by it.
        if (known is not { Kind: "A", Order: >= 40 })
            return;
        foreach (var determination in lookups.DeterminationsOf(cells[0]))
            sorted.Add(
                new(
                    CoverageJoin.Key("L", determination, CoverageJoin.Inherited),
                    known.Order,
                    name,
                    line,
                    cells
                )
            );
    }

    /// <summary>A table by the names of its columns.</summary>
    private sealed class Columns
    {
        private readonly CsvRecords records;
        private readonly int[] places;
        private readonly int width;

        public Columns(SourceTable table, string[] names)
        {
            records = new CsvRecords(ForgivingUtf8.Reader(table.Bytes));
            if (records.Next() is not { Fault: null } heading)
                throw new MistakeException(
                    $"{table.Name} does not begin with the names of its columns."
                );
            var plain = Array.ConvertAll(heading.Cells, Plain);
            width = plain.Length;
            places = Array.ConvertAll(names, n => Array.IndexOf(plain, Plain(n)));
            // Without its key a table cannot be joined.
            if (places[0] < 0)
                throw new MistakeException($"{table.Name} has no column {names[0]}.");
        }

        /// <summary>The cells of the columns, in order, empty where there is none; none at all for a row with a fault; null at the end.</summary>
        public string[]? Next(out CsvRecord record)
        {
            if (records.Next() is not { } next)
            {
                record = default;
                return null;
            }
            record = next;
            if (record.Fault is null && record.Cells.Length > width)
                record = record with
                {
                    Fault = $"The row has {record.Cells.Length} cells for {width} columns.",
                };
            if (record.Fault is not null)
                return [];
            var cells = next.Cells;
            return Array.ConvertAll(places, p => p >= 0 && p < cells.Length ? cells[p].Trim() : "");
        }

        private static string Plain(string heading) =>
            heading.Trim('\uFEFF', ' ', '"').ToLowerInvariant();
    }
}
