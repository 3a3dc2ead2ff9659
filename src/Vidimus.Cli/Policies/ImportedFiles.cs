using System.Globalization;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>What the files of an import hold: their kind, where they come from, and their rows.</summary>
internal sealed class ImportedFiles
{
    /// <summary>Raised whenever the same files make other batches than before: an import is never gone on with in the middle of other rows.</summary>
    private const string Making = "vidimus-policies-3";
    private const string Coverage = "mcd";

    private readonly SourceFiles files;

    public ImportedFiles(string[] paths, string? word)
    {
        Look(paths);
        files = new SourceFiles(paths);
        IsCoverage = word == Coverage || (word is null && CoverageArchives.Are(files));
        if (IsCoverage)
            return;
        if (
            !Enum.TryParse<PolicyImportKind>(word ?? "policies", ignoreCase: true, out var kind)
            || word?.All(char.IsAsciiLetter) == false
        )
            throw new MistakeException(
                $"There is no kind '{word}'.",
                "--kind is policies, codes, fees, jurisdictions, spending, formulary or mcd."
            );
        Kind = kind;
    }

    public PolicyImportKind Kind { get; } = PolicyImportKind.Policies;

    /// <summary>Whether they are archives of the Medicare Coverage Database.</summary>
    public bool IsCoverage { get; }

    public string DefaultSource =>
        IsCoverage ? "medicare-coverage-database" : Kind.ToString().ToLowerInvariant();

    public IReadOnlyList<string> Paths => files.Paths;

    /// <summary>How much of them was read, 0 to 1.</summary>
    public double Share => files.Share;

    /// <summary>
    /// What tells this import from others: what the files hold and how they are read, whatever they are called, and nothing of
    /// the day or of the way the command was put.
    /// </summary>
    public string Fingerprint =>
        files.Fingerprint($"{Making} {Kind} {(IsCoverage ? Coverage : "")}");

    /// <summary>
    /// Every row. What is retired in the coverage database depends on the day: an import that is gone on with later keeps to the
    /// day on which it began, for another day would make other records of the same files.
    /// </summary>
    public IEnumerable<SourceRow> Rows(DateTimeOffset day, Action<string> note) =>
        IsCoverage ? new CoverageArchives(files, Day(day)).Rows(note) : TableRows.Of(Kind, files);

    /// <summary>
    /// Reads the first of it, before the server hears of it: what is no such file at all, or none that can be read, begins no
    /// import.
    /// </summary>
    public void Try()
    {
        if (!IsCoverage)
            _ = TableRows.Of(Kind, files).FirstOrDefault();
        else if (!files.Tables().Any())
            throw new MistakeException(
                "There is no table in these files.",
                "Give the archives as they are downloaded from the Medicare Coverage Database."
            );
    }

    public static string Day(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Before the server hears of them: that each file is one, and has something in it.</summary>
    private static void Look(string[] paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                throw new MistakeException(
                    $"{path} is a folder.",
                    $"Name the files in it, such as {Path.Combine(path, "*.csv")}."
                );
            if (!File.Exists(path))
                throw new MistakeException($"There is no file {path}.");
            if (new FileInfo(path) is { Length: 0 })
                throw new MistakeException(
                    $"{path} is empty.",
                    "Was it fetched whole? Nothing was sent."
                );
        }
    }
}
