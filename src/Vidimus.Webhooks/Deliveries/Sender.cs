using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// Sends what is due. Where something was put up on this node it looks at once; the rest, tries that are repeated and what
/// other nodes left, it finds by going round the endpoints, some at a time.
/// </summary>
internal sealed partial class Sender(
    PointReads reads,
    Claiming claiming,
    Recorder recorder,
    SendOnce send,
    Lanes lanes,
    Wake wake,
    TimeProvider clock,
    ILogger<Sender> log
) : BackgroundService
{
    private const int EndpointsInStep = 512;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>What comes within this time is taken together: each taking is a change of the database.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    /// <summary>What waited longer than this for its turn is given back: sending and writing down must end within the lease.</summary>
    private static readonly TimeSpan LongestWaiting = Claiming.Lease - TimeSpan.FromSeconds(30);

    private readonly DueRows<DeliveryRow> _due = reads.Due<DeliveryRow>();
    private readonly Stopwatch _sinceStep = Stopwatch.StartNew();
    private (string OrganizationId, string EndpointId) _position = ("", "");
    private TimeSpan _oldest;
    private int _running;
    private TaskCompletionSource? _empty;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var recording = recorder.Run();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await Round(stoppingToken))
                    continue;
                await wake.Wait(Pause, clock, stoppingToken);
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

    /// <summary>True when there may be more to do at once.</summary>
    private async Task<bool> Round(CancellationToken cancellation)
    {
        var more = _sinceStep.Elapsed >= Pause && await Step(cancellation);
        foreach (var (organizationId, endpointId) in wake.Take())
            lanes.MoreFor(organizationId, endpointId);
        var shares = lanes.Shares();
        if (shares.Count == 0)
            return more;
        foreach (var taken in await claiming.Take(shares, cancellation))
        {
            var first = lanes.Add(
                taken.Share.OrganizationId,
                taken.Share.Lane,
                taken.Host,
                taken.Failing,
                taken.More,
                taken.Rows
            );
            Start(first);
            lanes.Rest(taken.Share.OrganizationId, taken.Share.Lane, taken.Paused);
        }
        Meters.WebhookPlaces.Record(lanes.Places);
        return true;
    }

    /// <summary>Looks at some endpoints further on which have something to be done; true when one of them is due.</summary>
    private async Task<bool> Step(CancellationToken cancellation)
    {
        var found = await _due.Lanes(
            _position.OrganizationId,
            _position.EndpointId,
            EndpointsInStep,
            cancellation
        );
        var due = false;
        foreach (var lane in found.Where(l => l.Overdue >= TimeSpan.Zero))
        {
            if (lanes.Rests(lane.OrganizationId, lane.Lane))
                continue;
            due = true;
            lanes.MoreFor(lane.OrganizationId, lane.Lane);
            if (lane.Overdue > _oldest)
                _oldest = lane.Overdue;
        }
        if (found.Count == EndpointsInStep)
        {
            _position = (found[^1].OrganizationId, found[^1].Lane);
            // The next ones at once, while there is something among them.
            if (due)
                return true;
        }
        else
        {
            _position = ("", "");
            Meters.WebhookOldestDue.Record(_oldest.TotalSeconds);
            _oldest = TimeSpan.Zero;
        }
        _sinceStep.Restart();
        return false;
    }

    private void Start(IReadOnlyList<Taken> all)
    {
        foreach (var taken in all)
        {
            Interlocked.Increment(ref _running);
            _ = Task.Run(() => Send(taken), CancellationToken.None);
        }
    }

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
                (taken.TakenAt + waited - taken.Row.CreatedAt).TotalSeconds
            );
        try
        {
            var tried = await send.Run(taken.Endpoint.Url, taken.Message, CancellationToken.None);
            Meters.WebhookAttempts.Add(
                1,
                new KeyValuePair<string, object?>("outcome", tried.Outcome)
            );
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
        await recording;
    }

    [LoggerMessage(
        6002,
        LogLevel.Error,
        "A round of sending webhooks failed; the next one follows."
    )]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
