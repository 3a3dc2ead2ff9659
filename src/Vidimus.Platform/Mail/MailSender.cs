using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Platform.Mail;

/// <summary>
/// Sends the mail that changes asked for, on every node. A node takes a mail by moving its next try ahead, in one statement
/// that only one of them can win; one that dies leaves nothing behind, and its mail may go out twice then, and is never lost.
/// What an organization sends takes no more than its places, so that one whose server stands still holds up nobody else.
/// </summary>
internal sealed partial class MailSender(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    MailServer server,
    MailOutbox outbox,
    TimeProvider clock,
    ILogger<MailSender> log
) : BackgroundService
{
    private const string Kind = "platform.upkeep";
    private const int Places = 8;
    private const int PlacesOfOne = 3;

    /// <summary>Longer than a try can take.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(20),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(4),
    ];

    private readonly ConcurrentDictionary<string, (string OrganizationId, Task Sending)> _running =
        new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!server.IsConfigured || !await Round(stoppingToken))
                    await outbox.Wake.Wait(clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogFailed(log, e);
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken));
            }
        }
        await Task.WhenAll(_running.Values.Select(r => r.Sending));
    }

    /// <summary>True when it took something, and there may be more.</summary>
    private async Task<bool> Round(CancellationToken cancellation)
    {
        var taken = await Take(cancellation);
        foreach (var row in taken)
        {
            var begin = new TaskCompletionSource(
                TaskCreationOptions.RunContinuationsAsynchronously
            );
            _running[row.Id] = (row.OrganizationId, SendIn(begin.Task, row));
            begin.SetResult();
        }
        return taken.Count > 0;
    }

    private async Task SendIn(Task begin, MailRow row)
    {
        await begin;
        try
        {
            await Send(row);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogFailed(log, e); // it comes up again when its claim ends
        }
        finally
        {
            _running.TryRemove(row.Id, out _);
            outbox.Wake.Signal();
        }
    }

    private async Task<List<MailRow>> Take(CancellationToken cancellation)
    {
        var free = Places - _running.Count;
        if (free <= 0)
            return [];
        var now = clock.GetUtcNow();
        var due = await Due(now, free, cancellation);
        if (due.Count == 0)
            return [];
        List<MailRow> taken = [];
        await commits.Keep(
            Kind,
            async unit =>
            {
                taken = [];
                foreach (var row in due)
                {
                    // Whoever read the same row and comes second finds another time in it.
                    var won = await unit
                        .Db.Set<MailRow>()
                        .Where(m => m.Id == row.Id && m.NextTryAt == row.NextTryAt)
                        .ExecuteUpdateAsync(set =>
                            set.SetProperty(m => m.NextTryAt, now + Claim)
                                .SetProperty(m => m.Attempts, row.Attempts + 1)
                        );
                    if (won == 1)
                        taken.Add(row);
                }
            },
            CancellationToken.None
        );
        foreach (var row in taken)
            row.Attempts++;
        return taken;
    }

    private async Task<List<MailRow>> Due(
        DateTimeOffset now,
        int most,
        CancellationToken cancellation
    )
    {
        var share = _running
            .Values.GroupBy(r => r.OrganizationId)
            .ToDictionary(g => g.Key, g => g.Count());
        string[] full = [.. share.Where(s => s.Value >= PlacesOfOne).Select(s => s.Key)];
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await db.Set<MailRow>()
            .AsNoTracking()
            .Where(m => m.NextTryAt <= now && !full.Contains(m.OrganizationId))
            .OrderBy(m => m.NextTryAt)
            .Take(Places)
            .ToListAsync(cancellation);
        Meters.MailOldestDue.Record(
            rows.Count == 0 ? 0 : (now - rows[0].NextTryAt!.Value).TotalSeconds
        );
        return
        [
            .. rows.GroupBy(m => m.OrganizationId)
                .SelectMany(g => g.Take(PlacesOfOne - share.GetValueOrDefault(g.Key)))
                .Take(most),
        ];
    }

    private async Task Send(MailRow row)
    {
        var (failure, again) = await Try(row);
        Meters.MailTries.Add(
            1,
            new("kind", row.Kind),
            new(
                "outcome",
                failure is null ? "sent"
                    : again is null ? "given-up"
                    : "delayed"
            )
        );
        if (failure is not null)
            LogRefused(log, row.Id, row.Kind, row.Attempts, failure);
        DateTimeOffset? sent = failure is null ? clock.GetUtcNow() : null;
        await commits.Keep(
            Kind,
            async unit =>
            {
                // Another node may have it by now, when this one stood still for longer than its claim.
                var mine = unit
                    .Db.Set<MailRow>()
                    .Where(m => m.Id == row.Id && m.Attempts == row.Attempts);
                if (again is not null)
                    await mine.ExecuteUpdateAsync(set => set.SetProperty(m => m.NextTryAt, again));
                else
                    await mine.ExecuteUpdateAsync(set =>
                        set.SetProperty(m => m.NextTryAt, again)
                            .SetProperty(m => m.SentAt, sent)
                            .SetProperty(m => m.Failure, failure)
                            .SetProperty(m => m.Content, (byte[]?)null)
                    );
            },
            CancellationToken.None
        );
    }

    /// <summary>Null when it was sent; else why not, and when to try again, if ever.</summary>
    private async Task<(string? Failure, DateTimeOffset? Again)> Try(MailRow row)
    {
        if (row.Content is not { } content || clock.GetUtcNow() >= row.ExpiresAt)
            return ("expired", null);
        try
        {
            await server.Send(outbox.Open(content), CancellationToken.None);
            return (null, null);
        }
        catch (MailRefusedException e)
        {
            var next = clock.GetUtcNow() + Waits[Math.Min(row.Attempts - 1, Waits.Length - 1)];
            return (e.Code, e.IsFinal || next >= row.ExpiresAt ? null : next);
        }
    }

    [LoggerMessage(
        1401,
        LogLevel.Warning,
        "The mail {MailId} ({Kind}) was not taken at try {Attempt}: {Code}."
    )]
    private static partial void LogRefused(
        ILogger logger,
        string mailId,
        string kind,
        int attempt,
        string code
    );

    [LoggerMessage(1402, LogLevel.Error, "A round of sending mail failed; the next one follows.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
