using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Platform.Mail;

/// <summary>Sends the mail that changes asked for.</summary>
internal sealed partial class MailSender(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    MailPost post,
    MailOutbox outbox,
    TimeProvider clock,
    ILogger<MailSender> log
) : SendingWork<MailRow>(outbox.Wake, clock, log)
{
    private const string Kind = "platform.upkeep";

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(20),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(4),
    ];

    private readonly TimeProvider _clock = clock;

    protected override async Task<IReadOnlyList<MailRow>> Take(
        int most,
        IReadOnlyDictionary<string, int> running,
        CancellationToken cancellation
    )
    {
        var now = _clock.GetUtcNow();
        MailRow[] due = [.. Share(await Due(now, Full(running), cancellation), most, running)];
        if (due.Length == 0)
            return due;
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
        string[] full,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await db.Set<MailRow>()
            .AsNoTracking()
            .Where(m => m.NextTryAt <= now && !full.Contains(m.OrganizationId))
            .OrderBy(m => m.NextTryAt)
            .Take(32)
            .ToListAsync(cancellation);
        Meters.MailOldestDue.Record(
            rows.Count == 0 ? 0 : (now - rows[0].NextTryAt!.Value).TotalSeconds
        );
        return rows;
    }

    protected override async Task Send(MailRow taken)
    {
        var (failure, again) = await Try(taken);
        Meters.MailTries.Add(
            1,
            new("kind", taken.Kind),
            new(
                "outcome",
                failure is null ? "sent"
                    : again is null ? "given-up"
                    : "delayed"
            )
        );
        if (failure is not null)
            LogRefused(log, taken.Id, taken.Kind, taken.Attempts, failure);
        DateTimeOffset? sent = failure is null ? _clock.GetUtcNow() : null;
        await commits.Keep(
            Kind,
            async unit =>
            {
                // Another node may have it by now, when this one stood still for longer than its claim.
                var mine = unit
                    .Db.Set<MailRow>()
                    .Where(m => m.Id == taken.Id && m.Attempts == taken.Attempts);
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
        if (row.Content is not { } content || _clock.GetUtcNow() >= row.ExpiresAt)
            return ("expired", null);
        try
        {
            // The same at every try: a node that dies between the mail server's yes and its own note hands the mail over once
            // more, and mailboxes that know a Message-ID already show it once.
            await post.Send(
                outbox.Open(content),
                row.OrganizationId,
                row.Own,
                row.Id,
                CancellationToken.None
            );
            return (null, null);
        }
        catch (MailRefusedException e)
        {
            var next = _clock.GetUtcNow() + Waits[Math.Min(row.Attempts - 1, Waits.Length - 1)];
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
}
