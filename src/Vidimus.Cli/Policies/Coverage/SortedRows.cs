using System.Text;

namespace Vidimus.Cli;

/// <summary>A row of a table of the coverage database: the document it belongs to, and what it says.</summary>
internal sealed record CoverageRow(string Key, int Order, string Table, long Line, string[] Cells);

/// <summary>
/// Rows brought into the order of their documents without holding them all: what does not fit is sorted in pieces, in files
/// that are merged. Memory is bounded by <paramref name="most"/> and by the number of pieces, not by the number of rows.
/// </summary>
internal sealed class SortedRows(long most = 64L * 1024 * 1024) : IDisposable
{
    private readonly record struct Held(string Key, int Order, long Number, byte[] Row);

    private static readonly Comparer<Held> InOrderOf = Comparer<Held>.Create(
        (a, b) =>
            string.CompareOrdinal(a.Key, b.Key) is var key and not 0 ? key
            : a.Order != b.Order ? a.Order.CompareTo(b.Order)
            : a.Number.CompareTo(b.Number)
    );

    private readonly List<Held> held = [];
    private readonly List<FileStream> pieces = [];
    private readonly MemoryStream row = new();
    private long size;
    private long number;

    public void Add(CoverageRow added)
    {
        row.SetLength(0);
        using (var writer = new BinaryWriter(row, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(added.Table);
            writer.Write(added.Line);
            writer.Write(added.Cells.Length);
            foreach (var cell in added.Cells)
                writer.Write(cell);
        }
        held.Add(new(added.Key, added.Order, number++, row.ToArray()));
        // What a row takes beside its bytes.
        size += row.Length + added.Key.Length * 2 + 120;
        if (size > most)
            Put();
    }

    public IEnumerable<CoverageRow> InOrder()
    {
        held.Sort(InOrderOf);
        var queue = new PriorityQueue<IEnumerator<Held>, Held>(InOrderOf);
        foreach (var piece in pieces.Select(Read).Append(held))
            Next(queue, piece.GetEnumerator());
        while (queue.TryDequeue(out var from, out var first))
        {
            yield return Whole(first);
            Next(queue, from);
        }
    }

    public void Dispose()
    {
        foreach (var piece in pieces)
            piece.Dispose();
        pieces.Clear();
        held.Clear();
    }

    private static void Next(PriorityQueue<IEnumerator<Held>, Held> queue, IEnumerator<Held> from)
    {
        if (from.MoveNext())
            queue.Enqueue(from, from.Current);
        else
            from.Dispose();
    }

    private static CoverageRow Whole(Held held)
    {
        using var reader = new BinaryReader(new MemoryStream(held.Row), Encoding.UTF8);
        var table = reader.ReadString();
        var line = reader.ReadInt64();
        var cells = new string[reader.ReadInt32()];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = reader.ReadString();
        return new(held.Key, held.Order, table, line, cells);
    }

    private void Put()
    {
        held.Sort(InOrderOf);
        var file = TemporaryFile.Make();
        pieces.Add(file);
        using (var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true))
            foreach (var each in held)
            {
                writer.Write(each.Key);
                writer.Write(each.Order);
                writer.Write(each.Number);
                writer.Write(each.Row.Length);
                writer.Write(each.Row);
            }
        held.Clear();
        size = 0;
    }

    private static IEnumerable<Held> Read(FileStream file)
    {
        file.Position = 0;
        var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);
        while (file.Position < file.Length)
            yield return new(
                reader.ReadString(),
                reader.ReadInt32(),
                reader.ReadInt64(),
                reader.ReadBytes(reader.ReadInt32())
            );
    }
}

/// <summary>A file without a name that anybody could know, readable by its owner alone, and gone when it is closed.</summary>
internal static class TemporaryFile
{
    public static FileStream Make()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 256 * 1024,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(
            Path.Combine(Path.GetTempPath(), $"vidimus-{Path.GetRandomFileName()}"),
            options
        );
    }
}
