using System.Collections.Concurrent;
using System.Diagnostics;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// The threads that draw: few, so that pages never take the whole machine, and always the same, since the fonts that are loaded
/// belong to a thread. A native drawing cannot be stopped; what may be drawn is bounded before, and those who wait are bounded here.
/// </summary>
internal sealed class DrawingThreads : IDisposable
{
    private const int MostWaiting = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly BlockingCollection<Job> _jobs = new(MostWaiting);
    private readonly Lock _lock = new();
    private Thread[]? _threads;

    /// <summary>Runs a drawing on one of the threads.</summary>
    public async Task<Result<T>> Run<T>(Func<T> draw, CancellationToken cancellation)
    {
        if (NativeDrawing.WhyNot is { } missing)
            return TemplateProblems.DrawingNotInstalled.With(missing);
        Start();
        var done = new TaskCompletionSource<Result<T>>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        var asked = Stopwatch.GetTimestamp();
        var job = new Job(() =>
        {
            if (cancellation.IsCancellationRequested || Stopwatch.GetElapsedTime(asked) > Patience)
                done.TrySetResult(TemplateProblems.DrawingBusy);
            else
                Attempt(draw, done);
        });
        if (!_jobs.TryAdd(job))
            return TemplateProblems.DrawingBusy;
        return await done.Task.WaitAsync(cancellation);
    }

    public void Dispose()
    {
        _jobs.CompleteAdding();
        foreach (var thread in _threads ?? [])
            thread.Join(TimeSpan.FromSeconds(5));
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
        {
            _threads ??=
            [
                .. Enumerable
                    .Range(0, Math.Clamp(Environment.ProcessorCount / 2, 1, 4))
                    .Select(Begin),
            ];
        }
    }

    private Thread Begin(int number)
    {
        // Text is laid out by recursion over the tree: as much stack as the main thread has.
        var thread = new Thread(Work, 8 << 20) { IsBackground = true, Name = $"drawing-{number}" };
        thread.Start();
        return thread;
    }

    private void Work()
    {
        foreach (var job in _jobs.GetConsumingEnumerable())
            job.Run();
    }

    private sealed record Job(Action Run);
}
