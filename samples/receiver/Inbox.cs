using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Vidimus.Samples.Receiver;

/// <summary>
/// Events that were taken in, a file for each, so that none is lost when the program ends. A file is named after its event,
/// also when its work is done: an event that comes again after a restart is known. A table with a unique key does the same.
/// </summary>
internal sealed class Inbox
{
    private readonly DirectoryInfo folder;
    private readonly Channel<bool> news = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public Inbox(string path) => folder = Directory.CreateDirectory(path);

    public async Task Keep(string id, byte[] body)
    {
        // The verifier lets in ids of letters, digits, _ and - only. Asked in the order in which the file gets its names:
        // the other way round, one whose work ends between the two questions would seem new.
        if (File.Exists(At(id, "json")) || File.Exists(At(id, "done")))
            return;
        var beside = At(id, "new");
        await using (var file = File.Create(beside))
        {
            await file.WriteAsync(body);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, At(id, "json"), overwrite: true);
        news.Writer.TryWrite(true);
    }

    /// <summary>Events to be worked on, the oldest first; goes on for ever.</summary>
    public async IAsyncEnumerable<(string Id, byte[] Body)> Waiting(
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        while (true)
        {
            foreach (var file in folder.GetFiles("*.json").OrderBy(f => f.LastWriteTimeUtc))
                yield return (
                    Path.GetFileNameWithoutExtension(file.Name),
                    await File.ReadAllBytesAsync(file.FullName, cancellation)
                );
            await news.Reader.ReadAsync(cancellation);
        }
    }

    public void Done(string id) => File.Move(At(id, "json"), At(id, "done"), overwrite: true);

    private string At(string id, string kind) => Path.Combine(folder.FullName, $"{id}.{kind}");
}
