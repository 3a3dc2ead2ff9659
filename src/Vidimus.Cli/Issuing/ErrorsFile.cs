using System.Globalization;
using CsvHelper;

namespace Vidimus.Cli;

/// <summary>The rows that failed, with why: the list's own columns and four more. Personal data, so for its owner's eyes only.</summary>
internal sealed class ErrorsFile : IDisposable
{
    /// <summary>Columns this file adds; a list that has them is an errors file, corrected and given back.</summary>
    public static readonly string[] Added =
    [
        "error_line",
        "error_code",
        "error_field",
        "error_message",
    ];

    private readonly CsvWriter writer;
    private readonly int[] kept;

    public ErrorsFile(string path, string[] columns)
    {
        kept = [.. columns.Index().Where(c => !Added.Contains(c.Item)).Select(c => c.Index)];
        File.Delete(path);
        writer = new CsvWriter(
            new StreamWriter(new FileStream(path, Settings.OwnedBy(FileMode.CreateNew))),
            CultureInfo.InvariantCulture
        );
        Write([.. kept.Select(i => columns[i]), .. Added]);
    }

    public void Add(FailedRow row) =>
        Write([
            .. kept.Select(i => row.Cells.ElementAtOrDefault(i) ?? ""),
            row.Line.ToString(CultureInfo.InvariantCulture),
            row.Error.Code,
            row.Error.Field ?? "",
            row.Error.Message,
        ]);

    public void Dispose() => writer.Dispose();

    /// <summary>A cell a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV Injection).</summary>
    public static string Harmless(string cell) =>
        cell is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + cell : cell;

    /// <summary>The cell as it was before <see cref="Harmless"/>.</summary>
    public static string Restored(string cell) =>
        cell is ['\'', ..] && Harmless(cell[1..]) == cell ? cell[1..] : cell;

    private void Write(string[] cells)
    {
        foreach (var cell in cells)
            writer.WriteField(Harmless(cell));
        writer.NextRecord();
    }
}
