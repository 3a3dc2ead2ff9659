using System.Collections.Concurrent;
using System.Diagnostics;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// Threads that draw for some of those who ask, and the line before them. Always the same threads, since the fonts that are loaded
/// belong to a thread. A native drawing cannot be stopped: what takes too long is left behind, and those who wait are told to come again.
/// </summary>
internal sealed class DrawingLane(string name, int threads) : IDisposable
{
    /// <summary>What may be drawn takes a few seconds at most; a job older than this hangs.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private const int MostWaiting = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly BlockingCollection<Action> _jobs = new(MostWaiting);
    private readonly Lock _lock = new();

    /// <summary>When each thread began what it does; 0 while it does nothing.</summary>
    private readonly long[] _began = new long[threads];
    private Thread[]? _threads;

    /// <summary>How many threads have been at one drawing for too long.</summary>
    public int Hanging
    {
        get
        {
            var hanging = 0;
            for (var i = 0; i < _began.Length; i++)
                if (
                    Volatile.Read(ref _began[i]) is > 0 and var began
                    && Stopwatch.GetElapsedTime(began) > Longest
                )
                    hanging++;
            return hanging;
        }
    }

    public async Task<Result<T>> Run<T>(Func<T> draw, CancellationToken cancellation)
    {
        if (Hanging == threads)
            return TemplateProblems.DrawingBusy;
        Start();
        var done = new TaskCompletionSource<Result<T>>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waits = patience.Token;
        if (
            !_jobs.TryAdd(() =>
            {
                if (!waits.IsCancellationRequested)
                    Attempt(draw, done);
            })
        )
            return TemplateProblems.DrawingBusy;
        patience.CancelAfter(Patience);
        try
        {
            return await done.Task.WaitAsync(waits);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return TemplateProblems.DrawingBusy;
        }
    }

    public void Dispose()
    {
        _jobs.CompleteAdding();
        var ended = true;
        foreach (var thread in _threads ?? [])
            ended &= thread.Join(TimeSpan.FromSeconds(5));
        // One that hangs still looks at it.
        if (ended)
            _jobs.Dispose();
    }

    private static void Attempt<T>(Func<T> draw, TaskCompletionSource<Result<T>> done)
    {
        try
        {
            done.TrySetResult(draw());
        }
        catch (DrawingException e)
        {
            done.TrySetResult(TemplateProblems.CannotBeDrawn.With(e.Message));
        }
        catch (Exception e)
        {
            done.TrySetException(e);
        }
    }

    private void Start()
    {
        lock (_lock)
            _threads ??= [.. Enumerable.Range(0, threads).Select(Begin)];
    }

    private Thread Begin(int number)
    {
        // Text is laid out by recursion over the tree: as much stack as the main thread has.
        var thread = new Thread(() => Work(number), 8 << 20)
        {
            IsBackground = true,
            Name = $"drawing-{name}-{number}",
        };
        thread.Start();
        return thread;
    }

    private void Work(int number)
    {
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            Volatile.Write(ref _began[number], Stopwatch.GetTimestamp());
            job();
            Volatile.Write(ref _began[number], 0);
        }
    }
}
