using System.Collections.Concurrent;

namespace Vidimus.Certification.Documents.Storing;

/// <summary>
/// Threads that wait for disks. A flush blocks for milliseconds; thirty of them at once on the threads that serve requests would hold
/// those up, while the disk does flushes that run side by side together.
/// </summary>
internal sealed class DiskThreads : IDisposable
{
    private const int Count = 16;
    private readonly BlockingCollection<Action> _waiting = [];

    public DiskThreads()
    {
        for (var i = 0; i < Count; i++)
            new Thread(Work, 256 * 1024) { IsBackground = true, Name = $"documents {i}" }.Start();
    }

    /// <summary>Runs this on one of them.</summary>
    public Task Run(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public void Dispose() => _waiting.CompleteAdding();

    private void Work()
    {
        foreach (var work in _waiting.GetConsumingEnumerable())
            work();
    }
}
