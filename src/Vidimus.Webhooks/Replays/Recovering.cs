using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Replays;

/// <summary>
/// Carries out recoveries, a page of facts at a time and in turns of the organizations, so that neither a long one nor one's
/// many hold up the others. A page's deliveries are committed with the place it ends at: killed anywhere, the next node goes
/// on behind the last page, and nothing is left out or counted twice.
/// </summary>
internal sealed class Recovering(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    Leases leases,
    DatabaseClock databaseClock,
    PutUp putUp,
    Wake wake,
    WebhookOptions options,
    TimeProvider clock,
    ILogger<Recovering> log
)
    : LeasedWork(
        "webhooks.recovering",
        TimeSpan.FromSeconds(15),
        TimeSpan.FromMilliseconds(500),
        leases,
        clock,
        log
    )
{
    private const int PageSize = 500;
    private const int InTurn = 20;

    // A fact's id is made a moment before the time it states, perhaps by a clock that was set meanwhile.
    private static readonly TimeSpan IdsMayDiffer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenRemovals = TimeSpan.FromMinutes(10);

    private readonly Leases _leases = leases;
    private readonly TimeProvider _clock = clock;
    private readonly Dictionary<string, string> _lastOf = new(StringComparer.Ordinal);
    private string _after = "";
    private long? _removed;

    /// <summary>The place before the first fact that a recovery looks at.</summary>
    public static string Before(DateTimeOffset since) => EventTimes.FirstFact(since - IdsMayDiffer);

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var turn = await Turn(db, cancellation);
        foreach (var (organizationId, id) in turn)
        {
            // Noted before: one that fails takes its turn all the same.
            _after = organizationId;
            _lastOf[organizationId] = id;
            var replay = await db.Across<ReplayRow>()
                .AsNoTracking()
                .SingleOrDefaultAsync(
                    r => r.OrganizationId == organizationId && r.Id == id && r.EndedAt == null,
                    cancellation
                );
            if (replay is not null)
                await Page(db, lease, replay, cancellation);
        }
        await RemoveOld(lease, cancellation);
        if (turn.Count == InTurn)
            return true;
        var again = _after.Length > 0;
        _after = "";
        return again;
    }

    /// <summary>One recovery of each of the next organizations. There are no more of them than endpoints.</summary>
    private async Task<IReadOnlyList<(string OrganizationId, string Id)>> Turn(
        VidimusDb db,
        CancellationToken cancellation
    )
    {
        var running = await db.Across<ReplayRow>()
            .Where(r => r.EndedAt == null)
            .Select(r => new { r.OrganizationId, r.Id })
            .ToListAsync(cancellation);
        var all = running.ToLookup(r => r.OrganizationId, r => r.Id, StringComparer.Ordinal);
        foreach (var over in _lastOf.Keys.Where(o => !all.Contains(o)).ToList())
            _lastOf.Remove(over);
        return
        [
            .. all.Where(o => string.CompareOrdinal(o.Key, _after) > 0)
                .OrderBy(o => o.Key, StringComparer.Ordinal)
                .Take(InTurn)
                .Select(o => (o.Key, Next(o))),
        ];
    }

    private string Next(IGrouping<string, string> recoveries)
    {
        var last = _lastOf.GetValueOrDefault(recoveries.Key, "");
        return recoveries
                .Where(id => string.CompareOrdinal(id, last) > 0)
                .Min(StringComparer.Ordinal)
            ?? recoveries.Min(StringComparer.Ordinal)!;
    }

    private async Task Page(
        VidimusDb db,
        Lease lease,
        ReplayRow replay,
        CancellationToken cancellation
    )
    {
        var open = await db.Across<EndpointRow>()
            .AnyAsync(
                e =>
                    e.OrganizationId == replay.OrganizationId
                    && e.Id == replay.EndpointId
                    && e.State != EndpointStates.Disabled
                    && e.DeletedAt == null,
                cancellation
            );
        var end = EventTimes.FirstFact(replay.Until + IdsMayDiffer);
        var facts = await db.Across<FactRow>()
            .AsNoTracking()
            .Where(f =>
                f.OrganizationId == replay.OrganizationId
                && string.Compare(f.Id, replay.Position) > 0
                && string.Compare(f.Id, end) < 0
            )
            .OrderBy(f => f.Id)
            .Take(open ? PageSize : 0)
            .ToListAsync(cancellation);
        FactRow[] timely =
        [
            .. facts.Where(f =>
                f.Mode == replay.Mode && f.At >= replay.Since && f.At < replay.Until
            ),
        ];
        if (facts.Count == PageSize)
            await commits.Keep(
                "webhooks.deliveries",
                unit => GoOn(unit, lease, replay, timely, facts[^1].Id),
                cancellation
            );
        else
            await commits.Commit<bool>(
                Author.Installation with
                {
                    OrganizationId = replay.OrganizationId,
                    Mode = replay.Mode,
                },
                unit => End(unit, lease, replay, timely, open ? "done" : "cancelled"),
                cancellation
            );
        wake.Announce(replay.OrganizationId, replay.EndpointId);
    }

    private async Task<Result<bool>> End(
        Unit unit,
        Lease lease,
        ReplayRow read,
        FactRow[] facts,
        string state
    )
    {
        if (await GoOn(unit, lease, read, facts, read.Position) is { } replay)
            unit.State(replay.End(state, _clock.GetUtcNow()));
        return true;
    }

    /// <summary>Puts a page up and moves the place behind it; null where that is not to be done.</summary>
    private async Task<ReplayRow?> GoOn(
        Unit unit,
        Lease lease,
        ReplayRow read,
        FactRow[] facts,
        string position
    )
    {
        await _leases.Demand(unit, lease);
        var db = unit.Db.Enter(read.OrganizationId, read.Mode);
        var replay = await db.EventReplays.SingleOrDefaultAsync(r => r.Id == read.Id);
        // Cancelled meanwhile, or this page was committed although its commit seemed to fail.
        if (replay is not { EndedAt: null } || replay.Position != read.Position)
            return null;
        replay.Version++;
        replay.Position = position;
        if (facts.Length > 0)
            replay.Count += await putUp.Again(unit, replay, facts);
        return replay;
    }

    private async Task RemoveOld(Lease lease, CancellationToken cancellation)
    {
        if (_removed is { } before && _clock.GetElapsedTime(before) < BetweenRemovals)
            return;
        _removed = _clock.GetTimestamp();
        await commits.Keep(
            "webhooks.deliveries",
            async unit =>
            {
                await _leases.Demand(unit, lease);
                var now = await databaseClock.Now(unit.Db, CancellationToken.None);
                var until = now.AddDays(-options.KeepDays);
                await unit
                    .Db.Across<ReplayRow>()
                    .Where(r => r.EndedAt != null && r.EndedAt < until)
                    .ExecuteDeleteAsync();
            },
            cancellation
        );
    }
}
