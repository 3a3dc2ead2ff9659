using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>
/// Does the research that waits, a few at a time and each organization in turn. One node at a time does it; what a node that
/// died had begun is due still, and the next one begins it anew. After its lease ended a node writes nothing.
/// </summary>
internal sealed partial class ResearchWork(
    IServiceScopeFactory scopes,
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    Leases leases,
    ResearchDesk desk,
    ILogger<ResearchWork> log
)
    : LeasedWork(
        "policies.research",
        TimeSpan.FromSeconds(60),
        TimeSpan.FromSeconds(1),
        leases,
        desk.Clock,
        log
    )
{
    private const int LookedAt = 200;
    private const int AtOnce = 4;
    private const int MostTries = 5;
    private const string Broken =
        "The research failed several times; the operator finds the reason in the log.";

    // Less than what is left of a lease at the beginning of a round, so that what is found can be written.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly ILogger _log = log;
    private readonly Leases _leases = leases;

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = await desk.Now(db, cancellation);
        var due = await db.Across<ResearchRow>()
            .AsNoTracking()
            .Where(r => r.DueAt <= now)
            .OrderBy(r => r.DueAt)
            .Take(LookedAt)
            .ToListAsync(cancellation);
        var chosen = due.GroupBy(r => r.OrganizationId)
            .SelectMany(g => g.Select((row, place) => (row, place)))
            .OrderBy(r => r.place)
            .ThenBy(r => r.row.DueAt)
            .Take(AtOnce)
            .Select(r => r.row)
            .ToArray();
        await Task.WhenAll(chosen.Select(row => Try(lease, row, cancellation)));
        return chosen.Length > 0;
    }

    private async Task Try(Lease lease, ResearchRow row, CancellationToken cancellation)
    {
        try
        {
            if (await Begin(lease, row, cancellation) is not { } begun)
                return;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Longest);
            await using var scope = scopes.CreateAsyncScope();
            var outcome = await scope
                .ServiceProvider.GetRequiredService<DoResearch>()
                .Run(row.OrganizationId, begun, limit.Token);
            await End(lease, row, found => desk.Complete(found, outcome), cancellation);
        }
        catch (Exception e)
            when (e is not (OutOfMemoryException or LeaseLostException)
                && !(e is OperationCanceledException && cancellation.IsCancellationRequested)
            )
        {
            LogFailed(_log, row.Id, row.OrganizationId, row.Tries + 1, e);
            await Postpone(lease, row, cancellation);
        }
    }

    /// <summary>Notes that it is begun, and answers what was asked; null when it ended meanwhile, or was begun too often.</summary>
    private async Task<ResearchAsked?> Begin(
        Lease lease,
        ResearchRow row,
        CancellationToken cancellation
    )
    {
        if (row.Tries >= MostTries || desk.Vault.Asked(row) is not { } asked)
        {
            await End(lease, row, found => desk.Fail(found, Broken), cancellation);
            return null;
        }
        var begun = false;
        await commits.Keep(
            "policies.upkeep",
            async unit =>
            {
                begun = false;
                await _leases.Demand(unit, lease);
                if (await Find(unit.Db, row) is not { DueAt: not null } found)
                    return;
                found.Status = ResearchStatuses.Running;
                found.StartedAt ??= desk.Clock.GetUtcNow();
                found.Tries++;
                found.Version++;
                begun = true;
            },
            cancellation
        );
        return begun ? asked : null;
    }

    private Task End(
        Lease lease,
        ResearchRow row,
        Action<ResearchRow> end,
        CancellationToken cancellation
    ) =>
        commits.Commit<bool>(
            new(row.OrganizationId, row.Mode, "installation", "research", row.RequestId),
            async unit =>
            {
                await _leases.Demand(unit, lease);
                // Cancelled meanwhile: what was found is nobody's business any more.
                if (await Find(unit.Db, row) is not { DueAt: not null } found)
                    return PlatformProblems.Conflict;
                end(found);
                found.Version++;
                unit.State(ResearchDesk.Ended(found));
                return true;
            },
            cancellation
        );

    private async Task Postpone(Lease lease, ResearchRow row, CancellationToken cancellation) =>
        await commits.Keep(
            "policies.upkeep",
            async unit =>
            {
                await _leases.Demand(unit, lease);
                if (await Find(unit.Db, row) is not { DueAt: { } due } found)
                    return;
                found.Status = ResearchStatuses.Pending;
                found.DueAt = due.AddSeconds(Math.Pow(2, Math.Min(found.Tries, 10)));
                found.Version++;
            },
            cancellation
        );

    private static Task<ResearchRow?> Find(VidimusDb db, ResearchRow row) =>
        db.Across<ResearchRow>()
            .SingleOrDefaultAsync(r => r.OrganizationId == row.OrganizationId && r.Id == row.Id);

    [LoggerMessage(
        3302,
        LogLevel.Error,
        "The research {Research} of {Organization} could not be done (try {Try}); it is tried again."
    )]
    private static partial void LogFailed(
        ILogger logger,
        string research,
        string organization,
        int @try,
        Exception exception
    );
}
