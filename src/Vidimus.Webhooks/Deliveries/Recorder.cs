using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Vidimus.Access.Usage;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>A delivery after a try; without one it is given back.</summary>
/// <param name="Taken">The delivery.</param>
/// <param name="Tried">What came of it.</param>
/// <param name="Pause">For how long it rests when it is given back.</param>
internal sealed record Result(Taken Taken, Tried? Tried, TimeSpan Pause = default);

/// <summary>
/// Writes down what came of deliveries, many in one change. What a node sent and could not write down before it ended is sent
/// once more when the lease has ended, under the same id.
/// </summary>
internal sealed partial class Recorder(
    Commits commits,
    PointReads reads,
    EventTypes types,
    EndpointHealth health,
    TimeProvider clock,
    ILogger<Recorder> log
)
{
    private const int MostAtOnce = 256;
    private const int Few = 64;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan BeforeAnotherTry = TimeSpan.FromMilliseconds(500);

    private readonly DueRows<DeliveryRow> _due = reads.Due<DeliveryRow>();
    private readonly Channel<Result> _results = Channel.CreateUnbounded<Result>(
        new() { SingleReader = true }
    );

    public void Add(Result result) => _results.Writer.TryWrite(result);

    /// <summary>No more will come; <see cref="Run"/> ends when all is written.</summary>
    public void Close() => _results.Writer.TryComplete();

    /// <summary>Writes until it is closed.</summary>
    public async Task Run()
    {
        List<Result> batch = [];
        while (await _results.Reader.WaitToReadAsync())
        {
            Gather(batch);
            if (batch.Count < Few)
            {
                await Task.Delay(Gathering, clock);
                Gather(batch);
            }
            await Write(batch);
            batch.Clear();
        }
    }

    private void Gather(List<Result> batch)
    {
        while (batch.Count < MostAtOnce && _results.Reader.TryRead(out var result))
            batch.Add(result);
    }

    private async Task Write(List<Result> batch)
    {
        foreach (var gone in Gone(batch))
            await Disable(gone, "gone");
        foreach (var result in batch)
            Settle(result);
        AttemptRow[] attempts = [.. batch.Where(r => r.Tried is not null).Select(AttemptOf)];
        IReadOnlyList<EndpointRow> failing = [];
        while (batch.Count > 0)
        {
            try
            {
                await commits.Keep(
                    "webhooks.deliveries",
                    async unit =>
                    {
                        await _due.Put(unit, [.. batch.Select(r => r.Taken.Row)]);
                        // Also of one that is somebody else's by now: it was sent all the same.
                        await unit.AddMissing(attempts);
                        Count(unit, batch);
                        failing = await health.Note(unit, batch);
                    },
                    CancellationToken.None
                );
                break;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogFailed(log, batch.Count, e);
                // Past their lease they are somebody else's to try.
                batch.RemoveAll(r => clock.GetElapsedTime(r.Taken.Since) > Claiming.Lease);
                await Task.Delay(BeforeAnotherTry, clock);
            }
        }
        foreach (var endpoint in failing)
            await Disable(endpoint, "failing");
    }

    /// <summary>Adds the attempts to what is counted of their day.</summary>
    private void Count(Unit unit, IReadOnlyList<Result> batch)
    {
        var counts = batch
            .Where(r => r.Tried is not null)
            .CountBy(r =>
                (
                    r.Taken.Endpoint.OrganizationId,
                    r.Taken.Endpoint.Mode,
                    What: r.Tried!.Succeeded ? DayTallies.Delivered : DayTallies.Undelivered,
                    Now(r.Taken).UtcDateTime.Date
                )
            );
        foreach (var (of, count) in counts)
            unit.AddUp(DayTallies.Row(of.OrganizationId, of.Mode, of.What, of.Date, count));
    }

    private async Task Disable(EndpointRow endpoint, string reason)
    {
        try
        {
            await health.Disable(endpoint, reason);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogFailed(log, 1, e); // its next failure asks again
        }
    }

    private static EndpointRow[] Gone(List<Result> batch) =>
        [
            .. batch
                .Where(r => r.Tried is { Status: 410 })
                .Select(r => r.Taken.Endpoint)
                .DistinctBy(e => (e.OrganizationId, e.Id)),
        ];

    /// <summary>What becomes of the delivery.</summary>
    private void Settle(Result result)
    {
        var (row, now) = (result.Taken.Row, Now(result.Taken));
        if (result.Tried is not { } tried)
        {
            row.Attempts--;
            row.NextAt = result.Pause > TimeSpan.Zero ? now + result.Pause : DueSince(result.Taken);
            return;
        }
        row.LastStatus = tried.Status;
        if (tried.Succeeded)
        {
            End(row, "succeeded", now);
            return;
        }
        row.Tries++;
        var contract = types.Find(row.Kind)?.Contract ?? EventContract.Native;
        if (tried.Status == 410 || Schedule.After(row.Tries, contract, tried, now) is not { } pause)
            End(row, "failed", now);
        else
            row.NextAt = now + pause;
    }

    /// <summary>
    /// Since when it is due that is given back. What was tried before was asked for again or had a pause, and nobody remembers
    /// when that was over: from now on.
    /// </summary>
    private static DateTimeOffset DueSince(Taken taken) =>
        taken.Row.Attempts > 0 ? taken.TakenAt : taken.TellableSince;

    private static void End(DeliveryRow row, string state, DateTimeOffset now)
    {
        row.State = state;
        row.NextAt = null;
        row.EndedAt = now;
    }

    private AttemptRow AttemptOf(Result result)
    {
        var (taken, tried) = (result.Taken, result.Tried!);
        return AttemptRow.Of(
            taken.Endpoint,
            taken.Row.EventId,
            taken.Row.Attempts,
            Now(taken) - TimeSpan.FromMilliseconds(tried.Milliseconds),
            taken.Message,
            tried
        );
    }

    /// <summary>The database's time, from when the delivery was taken.</summary>
    private DateTimeOffset Now(Taken taken) => taken.TakenAt + clock.GetElapsedTime(taken.Since);

    [LoggerMessage(
        6001,
        LogLevel.Error,
        "What came of {Count} webhook deliveries could not be written down; it is tried again until their lease ends."
    )]
    private static partial void LogFailed(ILogger logger, int count, Exception exception);
}
