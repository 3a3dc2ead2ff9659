namespace Vidimus.Certification.Documents.Storing;

/// <summary>
/// Threads that wait for disks. A flush blocks for milliseconds; thirty of them at once on the threads that serve requests would hold
/// those up, while the disk does flushes that run side by side together. A thread without work sleeps at once: those of the framework's
/// collections first go round for a while in the hope of more, which costs the processor more than a flush does.
/// </summary>
internal sealed class DiskThreads : IDisposable
{
    private const int Count = 16;
    private readonly Queue<Action> _waiting = [];
    private bool _ended;

    public DiskThreads()
    {
        for (var i = 0; i < Count; i++)
            new Thread(Work, 256 * 1024) { IsBackground = true, Name = $"documents {i}" }.Start();
    }

    /// <summary>Runs this on one of them.</summary>
    public Task Run(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            _waiting.Enqueue(() =>
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
            Monitor.Pulse(_waiting);
        }
        return done.Task;
    }

    public void Dispose()
    {
        lock (_waiting)
        {
            _ended = true;
            Monitor.PulseAll(_waiting);
        }
    }

    private void Work()
    {
        while (Next() is { } work)
            work();
    }

    // What was handed over is still done when the end has come.
    private Action? Next()
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0)
            {
                if (_ended)
                    return null;
                Monitor.Wait(_waiting);
            }
            return _waiting.Dequeue();
        }
    }
}
