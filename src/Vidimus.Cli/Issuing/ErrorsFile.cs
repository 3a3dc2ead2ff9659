using System.Globalization;
using CsvHelper;

namespace Vidimus.Cli;

/// <summary>The rows that failed, with why: the list's own columns and four more. Personal data, so for its owner's eyes only.</summary>
internal sealed class ErrorsFile : IDisposable
{
    private readonly CsvWriter writer;

    public ErrorsFile(string path, string[] columns)
    {
        File.Delete(path);
        writer = new CsvWriter(
            new StreamWriter(new FileStream(path, Settings.OwnedBy(FileMode.CreateNew))),
            CultureInfo.InvariantCulture
        );
        Write([.. columns, "error_line", "error_code", "error_field", "error_message"]);
    }

    public void Add(FailedRow row, int columns) =>
        Write([
            .. row.Cells.Concat(Enumerable.Repeat("", Math.Max(0, columns - row.Cells.Length))),
            row.Line.ToString(CultureInfo.InvariantCulture),
            row.Error.Code,
            row.Error.Field ?? "",
            row.Error.Message,
        ]);

    public void Dispose() => writer.Dispose();

    /// <summary>A cell a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV Injection).</summary>
    public static string Harmless(string cell) =>
        cell is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + cell : cell;

    private void Write(string[] cells)
    {
        foreach (var cell in cells)
            writer.WriteField(Harmless(cell));
        writer.NextRecord();
    }
}
