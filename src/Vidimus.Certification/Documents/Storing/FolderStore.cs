using System.Runtime.CompilerServices;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Limits;

namespace Vidimus.Certification.Documents.Storing;

/// <summary>
/// Documents as files. Their folders hold those of about nine hours each, by the time in their ids. A file is written under its own name at
/// once: its id is new and no row names it before file and folder are on the disk, so that nobody meets it half-written; and with the name
/// made before the bytes are flushed, one journal commit of the file system makes both durable, where a rename afterwards takes a second.
/// </summary>
internal sealed class FolderStore(string folder, DiskThreads disk) : IDocumentStore
{
    // The first 23 bits of an id's time in milliseconds: 2^25 ms, some nine hours.
    private const int FolderLetters = 5;

    // Files that are kept at the same time share a flush of their folder.
    private readonly SharedRuns<string> _flushes = new(Folders.Flush);

    public async Task Put(string id, Func<Stream, Task> write, CancellationToken cancellation)
    {
        var path = PathOf(id);
        var file = Created(path);
        try
        {
            await write(file);
            await Durable(file, path);
        }
        catch
        {
            await file.DisposeAsync();
            Remove(path);
            throw;
        }
    }

    public Task<Stream> Open(string id, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult<Stream>(
                new FileStream(
                    PathOf(id),
                    new FileStreamOptions
                    {
                        // Whole frames are read at a time.
                        BufferSize = 0,
                        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                        Share = FileShare.Read | FileShare.Delete,
                    }
                )
            );
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DocumentMissingException(id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    public Task Delete(string id, CancellationToken cancellation) =>
        disk.Run(() =>
        {
            try
            {
                var path = PathOf(id);
                if (File.Exists(path))
                    File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Failed(e);
            }
        });

    public async IAsyncEnumerable<string> Between(
        DateTimeOffset from,
        DateTimeOffset until,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var (first, last) = (FolderOf(from), FolderOf(until));
        await Task.CompletedTask;
        if (!Directory.Exists(folder))
            yield break;
        foreach (var days in Directory.EnumerateDirectories(folder))
        {
            var name = Path.GetFileName(days);
            if (string.CompareOrdinal(name, first) < 0 || string.CompareOrdinal(name, last) > 0)
                continue;
            foreach (var file in Directory.EnumerateFiles(days))
            {
                cancellation.ThrowIfCancellationRequested();
                if (Path.GetFileName(file) is var id && StoredIds.IsId(id))
                    yield return id;
            }
        }
    }

    private FileStream Created(string path)
    {
        try
        {
            var into = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(into))
            {
                Make(into);
                Folders.Flush(folder);
            }
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.None,
                BufferSize = 0,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new FileStream(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    private static void Make(string into)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(into);
        else
            Directory.CreateDirectory(
                into,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
    }

    private async Task Durable(FileStream file, string path)
    {
        try
        {
            await disk.Run(() =>
            {
                RandomAccess.FlushToDisk(file.SafeFileHandle);
                _flushes.Run(Path.GetDirectoryName(path)!);
            });
            await file.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No row will ever name it, and the sweep finds it.
        }
    }

    private string PathOf(string id) =>
        Path.Combine(
            folder,
            StoredIds.Demand(id).Substring(StoredIds.Prefix.Length + 1, FolderLetters),
            id
        );

    private static string FolderOf(DateTimeOffset time) =>
        NewId.First(StoredIds.Prefix, time).Substring(StoredIds.Prefix.Length + 1, FolderLetters);

    private static DocumentStoreException Failed(Exception e) =>
        new("The folder of documents cannot be written or read.", e);
}
