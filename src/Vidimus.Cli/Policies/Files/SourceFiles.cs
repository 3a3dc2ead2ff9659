using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Cli;

/// <summary>
/// The files of an import: read as they are, or out of <c>.gz</c> and <c>.zip</c>, within bounds. Names within archives only
/// say which table something is; nothing is ever written to a place that an archive names.
/// </summary>
internal sealed class SourceFiles(string[] paths)
{
    /// <summary>What a file, or all of an archive, may unpack to.</summary>
    public const long MostBytes = 16L * 1024 * 1024 * 1024;
    private const int MostEntries = 2_000;
    private long done;

    public IReadOnlyList<string> Paths => paths;

    /// <summary>Bytes of all files as they lie there.</summary>
    public long Length { get; } = paths.Sum(p => new FileInfo(p).Length);

    /// <summary>How much of them was read, 0 to 1.</summary>
    public double Share => (double)Interlocked.Read(ref done) / Math.Max(1, Length);

    /// <summary>
    /// A digest of what the files hold and of what is done with them. Of their names only what they are read by counts: the
    /// ending, and the mark of procedures among order files of codes.
    /// </summary>
    public string Fingerprint(string purpose)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        all.AppendData(Encoding.UTF8.GetBytes(purpose));
        foreach (var path in paths)
        {
            using var file = File.OpenRead(path);
            all.AppendData(Encoding.UTF8.GetBytes(ReadBy(path)));
            all.AppendData(SHA256.HashData(file));
        }
        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    private static string ReadBy(string path)
    {
        var name = Path.GetFileName(path).ToLowerInvariant();
        return $"{Path.GetExtension(name)}{(OrderFile.IsOfProcedures(name) ? " pcs" : "")}\n";
    }

    /// <summary>Every table there is, one after the other: its name without path, in small letters, and its bytes.</summary>
    public IEnumerable<SourceTable> Tables()
    {
        Interlocked.Exchange(ref done, 0);
        foreach (var path in paths)
        {
            using var file = new CountedStream(
                File.OpenRead(path),
                read => Interlocked.Add(ref done, read)
            );
            var name = Path.GetFileName(path).ToLowerInvariant();
            if (Path.GetExtension(name) is ".zip")
                foreach (var table in Zipped(file, name, new Budget(MostBytes), 0))
                    yield return table;
            else if (Path.GetExtension(name) is ".gz")
            {
                using var unpacked = new BoundedStream(
                    new GZipStream(file, CompressionMode.Decompress),
                    name,
                    file.Length,
                    MostBytes,
                    UnpackedLength(path)
                );
                yield return new(name[..^3], name, unpacked);
            }
            else
                yield return new(name, name, file);
        }
    }

    /// <summary>What a file of gzip says at its end that it unpacks to, modulo 2^32 (RFC 1952, section 2.3.1).</summary>
    private static uint UnpackedLength(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> end = stackalloc byte[4];
        file.Seek(-Math.Min(file.Length, end.Length), SeekOrigin.End);
        file.ReadAtLeast(end, end.Length, throwOnEndOfStream: false);
        return BinaryPrimitives.ReadUInt32LittleEndian(end);
    }

    private static IEnumerable<SourceTable> Zipped(
        Stream stream,
        string name,
        Budget budget,
        int depth
    )
    {
        using var archive = Opened(stream, name);
        var seen = new HashSet<string>();
        foreach (var entry in Entries(archive, name))
        {
            var table = entry.Name.ToLowerInvariant();
            var inner = Path.GetExtension(table) is ".zip";
            if (
                !inner
                && Path.GetExtension(table)
                    is not (".csv" or ".txt" or ".json" or ".jsonl" or ".ndjson")
            )
                continue;
            if (!seen.Add(table))
                throw new MistakeException($"{name} holds two tables called {table}.");
            using var unpacked = new BoundedStream(
                Opened(entry, name),
                $"{name}: {Printer.Clean(table)}",
                entry.CompressedLength,
                budget.Left,
                (uint)entry.Length
            );
            if (!inner)
                yield return new(table, name, unpacked);
            else if (depth < 2)
            {
                // An archive within an archive has to be sought in: a nameless copy of it is.
                using var copy = Copy(unpacked);
                foreach (
                    var each in Zipped(copy, $"{name}: {Printer.Clean(table)}", budget, depth + 1)
                )
                    yield return each;
            }
            budget.Left -= unpacked.Position;
        }
    }

    private static ZipArchive Opened(Stream stream, string name)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException)
        {
            throw new MistakeException(
                $"{name} is no ZIP archive, or is damaged.",
                "Fetch it again."
            );
        }
    }

    private static Stream Opened(ZipArchiveEntry entry, string name)
    {
        try
        {
            return entry.Open();
        }
        catch (Exception fault) when (fault is InvalidDataException or NotSupportedException)
        {
            throw new MistakeException(
                $"{name} is damaged, encrypted, or packed in a way that is not known.",
                "Fetch it again, or unpack it and give its tables."
            );
        }
    }

    private static IEnumerable<ZipArchiveEntry> Entries(ZipArchive archive, string name)
    {
        if (archive.Entries.Count > MostEntries)
            throw new MistakeException($"{name} holds more than {MostEntries:#,0} files.");
        // In the order of their names, whatever order they were packed in: a second run reads the same.
        return archive
            .Entries.Where(e => e.Name.Length > 0)
            .OrderBy(e => e.Name, StringComparer.OrdinalIgnoreCase);
    }

    private static FileStream Copy(Stream unpacked)
    {
        var copy = TemporaryFile.Make();
        try
        {
            unpacked.CopyTo(copy);
            copy.Position = 0;
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    private sealed class Budget(long left)
    {
        public long Left { get; set; } = left;
    }
}
