using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// Sends what is due. Where something was put up on this node it looks at once; the rest, tries that are repeated and what
/// other nodes left, it finds by going round the endpoints, some at a time.
/// </summary>
internal sealed partial class Sender(
    Walk walk,
    Claiming claiming,
    Recorder recorder,
    SendOnce send,
    Lanes lanes,
    Wake wake,
    TimeProvider clock,
    ILogger<Sender> log
) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>What comes within this time is taken together: each taking is a change of the database.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    /// <summary>What waited longer than this for its turn is given back: sending and writing down must end within the lease.</summary>
    private static readonly TimeSpan LongestWaiting = Claiming.Lease - TimeSpan.FromSeconds(30);

    private int _running;
    private TaskCompletionSource? _empty;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var recording = recorder.Run();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (recording.IsCompleted)
                recording = Again(recording);
            try
            {
                if (await Round(stoppingToken))
                    continue;
                await wake.Wait(Walk.Pause, clock, stoppingToken);
                await Task.Delay(Gathering, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogFailed(log, e);
                await Task.WhenAny(Task.Delay(AfterFailure, clock, stoppingToken));
            }
        }
        await End(recording);
    }

    /// <summary>
    /// Nothing ends the recorder but this; if one result does, it is begun again: what it had in hand comes up once more when
    /// its lease ends, and all else is written down.
    /// </summary>
    private Task Again(Task recording)
    {
        LogRecorder(log, recording.Exception);
        return recorder.Run();
    }

    /// <summary>True when there may be more to do at once.</summary>
    private async Task<bool> Round(CancellationToken cancellation)
    {
        var more = walk.IsTime && await walk.Step(cancellation);
        foreach (var (organizationId, endpointId) in wake.Take())
            lanes.MoreFor(organizationId, endpointId);
        var shares = lanes.Shares();
        if (shares.Count == 0)
            return more;
        foreach (var taken in await claiming.Take(shares, cancellation))
        {
            foreach (var one in taken.NotSent)
                Give(one);
            var first = lanes.Add(
                taken.Share.OrganizationId,
                taken.Share.Lane,
                taken.Host,
                taken.Failing || taken.NotSent.Count > 0,
                taken.More,
                taken.Rows
            );
            // Whoever stops begins nothing more; the rest goes back from the lanes.
            if (!cancellation.IsCancellationRequested)
                Start(first);
            else
                foreach (var one in first)
                    recorder.Add(new(one, null));
            lanes.Rest(taken.Share.OrganizationId, taken.Share.Lane, taken.Paused);
        }
        Meters.WebhookPlaces.Record(lanes.Places);
        return true;
    }

    private void Start(IReadOnlyList<Taken> all)
    {
        foreach (var taken in all)
        {
            Interlocked.Increment(ref _running);
            _ = Task.Run(() => Send(taken), CancellationToken.None);
        }
    }

    /// <summary>Writes down what cannot be sent now.</summary>
    private void Give(Result result)
    {
        if (result.Tried is { } tried)
            Count(tried);
        recorder.Add(result);
    }

    private static void Count(Tried tried) =>
        Meters.WebhookAttempts.Add(1, new KeyValuePair<string, object?>("outcome", tried.Outcome));

    private async Task Send(Taken taken)
    {
        var tried = await Try(taken);
        recorder.Add(new(taken, tried));
        var (next, back) = lanes.Ended(taken, tried?.Succeeded ?? true, tried?.Milliseconds ?? 0);
        foreach (var one in back)
            recorder.Add(new(one, null));
        Start(next);
        wake.Signal();
        if (Interlocked.Decrement(ref _running) == 0)
            Volatile.Read(ref _empty)?.TrySetResult();
    }

    private async Task<Tried?> Try(Taken taken)
    {
        var waited = clock.GetElapsedTime(taken.Since);
        if (waited > LongestWaiting)
            return null;
        if (taken.Row.Attempts == 1)
            Meters.WebhookFirstAttempt.Record(
                (taken.TakenAt + waited - taken.TellableSince).TotalSeconds
            );
        try
        {
            var tried = await send.Run(taken.Endpoint, taken.Message, CancellationToken.None);
            Count(tried);
            return tried;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogFailed(log, e);
            return new(
                "unreachable",
                "connectionFailed",
                null,
                null,
                null,
                (int)waited.TotalMilliseconds
            );
        }
    }

    /// <summary>
    /// What was taken and is not under way goes back at once, for another node or the next start; what is under way ends
    /// within its own time, which is shorter than the host's.
    /// </summary>
    private async Task End(Task recording)
    {
        foreach (var taken in lanes.TakeBack())
            recorder.Add(new(taken, null));
        var empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _empty, empty);
        if (Volatile.Read(ref _running) > 0)
            await empty.Task;
        recorder.Close();
        await Task.WhenAny(recording);
        while (recording.IsFaulted)
            await Task.WhenAny(recording = Again(recording));
    }

    [LoggerMessage(
        6005,
        LogLevel.Critical,
        "What came of some webhook deliveries was not written down, and they are sent once more; writing begins again."
    )]
    private static partial void LogRecorder(ILogger logger, Exception? exception);

    [LoggerMessage(
        6002,
        LogLevel.Error,
        "A round of sending webhooks failed; the next one follows."
    )]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
