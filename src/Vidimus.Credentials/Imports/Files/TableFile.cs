using System.IO.Compression;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports.Files;

/// <summary>A file as a table: its header, and its rows as they are read.</summary>
/// <param name="Format"><c>csv</c> or <c>xlsx</c>.</param>
/// <param name="Encoding">Encoding of a CSV file.</param>
/// <param name="Delimiter">What separates its cells.</param>
/// <param name="Rows">All rows that are not empty, the header first.</param>
internal sealed record Table(
    string Format,
    string? Encoding,
    string? Delimiter,
    IEnumerable<StoredRow> Rows
);

/// <summary>A file that cannot be taken, in words for whoever made it.</summary>
internal sealed class FileFaultException(Problem problem) : Exception(problem.Message)
{
    public Problem Problem { get; } = problem;

    public static FileFaultException Unreadable(string message, string? hint = null) =>
        new(ImportProblems.Unreadable.With(message, "file", hint));

    public static FileFaultException TooLarge(string message) =>
        new(ImportProblems.TooLarge.With(message, "file"));
}

/// <summary>Tells by its first bytes what a file is; its name must not say otherwise.</summary>
internal static class TableFile
{
    public const int LargestFile = 20 * 1024 * 1024;
    public const int MostRows = 100_000;
    public const int MostColumns = 200;
    public const int LongestCell = 32 * 1024;

    /// <summary>Characters of all cells together: a workbook names one long text in many cells.</summary>
    public const int MostText = 48 * 1024 * 1024;

    public static Table Open(byte[] file, string? name, CancellationToken cancellation)
    {
        if (file.Length == 0)
            throw FileFaultException.Unreadable("The file is empty.");
        var isZip = file.AsSpan().StartsWith("PK\x03\x04"u8);
        var extension = Path.GetExtension(name ?? "").ToLowerInvariant();
        if (isZip != extension is ".xlsx" && extension is ".xlsx" or ".csv" or ".txt" or ".tsv")
            throw FileFaultException.Unreadable(
                isZip
                    ? $"The file is named {extension}, and is an archive or workbook."
                    : "The file is named .xlsx, and is no workbook.",
                "Save it once more in the format that its name says"
            );
        if (isZip)
            return XlsxFile.Open(file, cancellation);
        if (file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw FileFaultException.Unreadable(
                "The file is an old Excel workbook (.xls), or one with a password.",
                "Save it as .xlsx without a password, or as CSV"
            );
        return CsvFile.Open(file);
    }
}
