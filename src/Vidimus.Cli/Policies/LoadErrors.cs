using System.Globalization;
using CsvHelper;

namespace Vidimus.Cli;

/// <summary>Rows that were refused, here or by the server: told to who runs the import, and kept in a file where one is named.</summary>
internal sealed class LoadErrors : IDisposable
{
    private const int LongestTelling = 20;

    // Rows are read while the answer to the batch before them comes.
    private readonly Lock gate = new();
    private readonly Run run;
    private readonly string? path;
    private readonly CsvWriter? writer;

    public LoadErrors(Run run, string? path, IReadOnlyList<string> sources)
    {
        this.run = run;
        this.path = path;
        if (path is null)
            return;
        if (sources.Any(s => Path.GetFullPath(s) == Path.GetFullPath(path)))
            throw new MistakeException(
                "--errors names a file of the import, which would be replaced."
            );
        File.Delete(path);
        writer = new CsvWriter(
            new StreamWriter(new FileStream(path, Settings.OwnedBy(FileMode.CreateNew))),
            CultureInfo.InvariantCulture
        );
        Write("file", "row", "id", "field", "message");
    }

    /// <summary>Rows that were refused.</summary>
    public long Count { get; private set; }

    /// <summary>Notes what is wrong with a row; of one row there may be several.</summary>
    public void Add(
        string file,
        long row,
        string? id,
        string? field,
        string message,
        bool another = false
    )
    {
        lock (gate)
            AddAlone(file, row, id, field, message, another);
    }

    public void Dispose() => writer?.Dispose();

    private void AddAlone(
        string file,
        long row,
        string? id,
        string? field,
        string message,
        bool another
    )
    {
        if (!another)
            Count++;
        Write(file, row.ToString(CultureInfo.InvariantCulture), id ?? "", field ?? "", message);
        if (Count <= LongestTelling)
            run.Print.Note(
                $"{file}, row {row}{(id is null ? "" : $" ({id})")}: {(field is null ? "" : $"{field} ")}{message}"
            );
        else if (Count == LongestTelling + 1 && !another)
            run.Print.Note(
                path is null
                    ? "Further rows are wrong; use --errors to have them all in a file."
                    : $"Further rows are wrong; all are in {path}."
            );
    }

    private void Write(params string[] cells)
    {
        if (writer is null)
            return;
        foreach (var cell in cells)
            writer.WriteField(ErrorsFile.Harmless(cell));
        writer.NextRecord();
    }
}
