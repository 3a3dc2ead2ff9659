using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Access.Usage;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Events;

/// <summary>One verification of a credential of ours: nothing of who asked, or from where.</summary>
internal sealed record VerifiedOnce(CredentialRow Row, string Verdict, DateTimeOffset At);

/// <summary>
/// Counts the verifications of our credentials by day, and states a part of them for groups that ask for it. Verifying only puts a note into a
/// bounded list in memory; once a second what is in it is sampled and written. What finds the list full, is over the bound
/// of its organization or is in it when the process ends is not told: these events are a sample and no record.
/// </summary>
internal sealed partial class VerifiedEvents(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    TimeProvider clock,
    ILogger<VerifiedEvents> log
) : PeriodicWork(TimeSpan.FromSeconds(1), clock, log)
{
    private const int Most = 10_000;

    /// <summary>Most that one node states of one organization in a second.</summary>
    public const int MostPerSecond = 10;

    private readonly Channel<VerifiedOnce> _noted = Channel.CreateBounded<VerifiedOnce>(
        new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly TimeProvider _clock = clock;

    /// <summary>Notes a verification; it never waits.</summary>
    public void Note(CredentialRow row, string verdict) =>
        _noted.Writer.TryWrite(new(row, verdict, _clock.GetUtcNow()));

    protected override async Task Round(CancellationToken cancellation)
    {
        var noted = new List<VerifiedOnce>();
        while (noted.Count < Most && _noted.Reader.TryRead(out var one))
            noted.Add(one);
        if (noted.Count == 0)
            return;
        await Count(noted, cancellation);
        var percents = await Percents(noted, cancellation);
        var chosen = noted
            .Where(n =>
                percents.TryGetValue((n.Row.OrganizationId, n.Row.GroupId), out var percent)
                && Random.Shared.Next(100) < percent
            )
            .GroupBy(n => n.Row.OrganizationId)
            .SelectMany(n => n.Take(MostPerSecond))
            .GroupBy(n => (n.Row.OrganizationId, n.Row.Mode));
        foreach (var some in chosen)
            await Try(some.Key, [.. some], cancellation);
    }

    /// <summary>Adds them to what is counted of their day.</summary>
    private Task Count(IReadOnlyList<VerifiedOnce> noted, CancellationToken cancellation) =>
        commits.Keep(
            "access.counts",
            unit =>
            {
                var counts = noted.CountBy(n =>
                    (
                        n.Row.OrganizationId,
                        n.Row.Mode,
                        What: n.Verdict is "valid" or "valid_test"
                            ? DayTallies.Verified
                            : DayTallies.Refuted,
                        n.At.UtcDateTime.Date
                    )
                );
                foreach (var (of, count) in counts)
                    unit.AddUp(DayTallies.Row(of.OrganizationId, of.Mode, of.What, of.Date, count));
                return Task.CompletedTask;
            },
            cancellation
        );

    private async Task<Dictionary<(string, string), int>> Percents(
        List<VerifiedOnce> noted,
        CancellationToken cancellation
    )
    {
        string[] organizations = [.. noted.Select(n => n.Row.OrganizationId).Distinct()];
        string[] groups = [.. noted.Select(n => n.Row.GroupId).Distinct()];
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await db.Across<GroupRow>()
            .Where(g =>
                organizations.Contains(g.OrganizationId)
                && groups.Contains(g.Id)
                && g.VerifiedEventsPercent > 0
            )
            .Select(g => new
            {
                g.OrganizationId,
                g.Id,
                g.VerifiedEventsPercent,
            })
            .ToListAsync(cancellation);
        return found.ToDictionary(
            g => (g.OrganizationId, g.Id),
            g => g.VerifiedEventsPercent!.Value
        );
    }

    private async Task Try(
        (string OrganizationId, string Mode) whose,
        IReadOnlyList<VerifiedOnce> verified,
        CancellationToken cancellation
    )
    {
        try
        {
            await State(whose, verified, cancellation);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            LogFailed(log, whose.OrganizationId, e);
        }
    }

    private Task State(
        (string OrganizationId, string Mode) whose,
        IReadOnlyList<VerifiedOnce> verified,
        CancellationToken cancellation
    ) =>
        commits.Commit<bool>(
            Author.Installation with
            {
                OrganizationId = whose.OrganizationId,
                Mode = whose.Mode,
            },
            unit =>
            {
                foreach (var one in verified)
                    unit.State(
                        new SimpleFact(
                            "credential.verified",
                            one.Row.Id,
                            ("group", one.Row.GroupId),
                            ("verdict", one.Verdict),
                            ("at", Times.Format(one.At))
                        )
                    );
                return Task.FromResult<Platform.Problems.Result<bool>>(true);
            },
            cancellation
        );

    [LoggerMessage(
        2302,
        LogLevel.Error,
        "Verifications of organization {Organization} could not be told, and are not."
    )]
    private static partial void LogFailed(ILogger logger, string organization, Exception exception);
}
