using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Mcp.Record;

/// <summary>
/// Writes calls of tools down, many in one change. A call that only reads is answered before its record is saved, a quarter of
/// a second later or with the next one that waits; one that may change something is answered after. What is held is bounded:
/// when it is full, calls wait. A clean stop writes everything down; while the database is away nothing is given up.
/// </summary>
internal sealed partial class ToolRecords(
    Commits commits,
    IDbContextFactory<VidimusDb> databases,
    ILogger<ToolRecords> log
) : BackgroundService
{
    private const int MostHeld = 4096;
    private const int MostAtOnce = 2000;
    private const int TriesAtTheEnd = 3;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Channel<Held> _held = Channel.CreateBounded<Held>(
        new BoundedChannelOptions(MostHeld) { SingleReader = true }
    );
    private readonly SemaphoreSlim _hurry = new(0);
    private volatile bool _stopping;

    /// <summary>A record that may be saved a moment later.</summary>
    public async ValueTask Note(CallRecord record)
    {
        var held = new Held(record, null);
        if (!_held.Writer.TryWrite(held))
            await Wait(held);
    }

    /// <summary>A record that its caller waits for; false when it could not be saved in time, and is tried further.</summary>
    public async Task<bool> Save(CallRecord record)
    {
        var saved = new TaskCompletionSource<bool>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        var held = new Held(record, saved);
        if (!_held.Writer.TryWrite(held))
            await Wait(held);
        _hurry.Release();
        try
        {
            return await saved.Task.WaitAsync(LongestWait);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // Not with the caller's own patience: a call that was given up happened all the same.
    private async ValueTask Wait(Held held)
    {
        try
        {
            await _held.Writer.WriteAsync(held);
        }
        catch (ChannelClosedException)
        {
            // After the end of the writer, from a request that outlived it.
            await Write([held]);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        _held.Writer.TryComplete();
        _hurry.Release();
        if (ExecuteTask is { } writing)
            await writing.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Held>(MostAtOnce);
        while (await _held.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (!_stopping && _held.Reader.Count < MostAtOnce)
                await _hurry.WaitAsync(Gathering, CancellationToken.None);
            while (_hurry.CurrentCount > 0 && _hurry.Wait(0, CancellationToken.None)) { }
            while (batch.Count < MostAtOnce && _held.Reader.TryRead(out var held))
                batch.Add(held);
            await Write(batch);
            batch.Clear();
        }
    }

    private async Task Write(IReadOnlyList<Held> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteOnce(attempt == 1 ? batch : await Missing(batch));
                foreach (var held in batch)
                    held.Saved?.TrySetResult(true);
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                if (_stopping && attempt >= TriesAtTheEnd)
                {
                    LogLost(log, batch.Count, e);
                    foreach (var held in batch)
                        held.Saved?.TrySetResult(false);
                    return;
                }
                LogRetry(log, batch.Count, attempt, e);
                await Task.Delay(BetweenTries, CancellationToken.None);
            }
        }
    }

    private async Task WriteOnce(IReadOnlyList<Held> batch)
    {
        if (batch.Count == 0)
            return;
        var done = await commits.Commit<bool>(
            Author.Installation,
            unit =>
            {
                foreach (var (record, _) in batch)
                    unit.State(record.Fact, record.By, record.Id, record.At);
                return Task.FromResult<Platform.Problems.Result<bool>>(true);
            },
            CancellationToken.None
        );
        if (done.Problem is { } refused)
            throw new CommitFailedException(refused.Message, null);
    }

    /// <summary>Those that are not there: of a commit whose outcome nobody knows they all may be.</summary>
    private async Task<IReadOnlyList<Held>> Missing(IReadOnlyList<Held> batch)
    {
        string[] organizations = [.. batch.Select(h => h.Record.By.OrganizationId).Distinct()];
        string[] ids = [.. batch.Select(h => h.Record.Id)];
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        var there = await db.Across<FactRow>()
            .Where(f => organizations.Contains(f.OrganizationId) && ids.Contains(f.Id))
            .Select(f => f.Id)
            .ToListAsync(CancellationToken.None);
        return there.Count == 0 ? batch : [.. batch.Where(h => !there.Contains(h.Record.Id))];
    }

    private sealed record Held(CallRecord Record, TaskCompletionSource<bool>? Saved);

    [LoggerMessage(
        6001,
        LogLevel.Error,
        "{Count} calls of tools could not be written down at try {Attempt}; it is tried again."
    )]
    private static partial void LogRetry(
        ILogger logger,
        int count,
        int attempt,
        Exception exception
    );

    [LoggerMessage(
        6002,
        LogLevel.Critical,
        "{Count} calls of tools could not be written down before the end: the record lacks them."
    )]
    private static partial void LogLost(ILogger logger, int count, Exception exception);
}
