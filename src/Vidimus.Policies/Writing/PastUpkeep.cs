using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.Writing;

/// <summary>
/// Keeps of former editions what questions about past days need, where an older version wrote the policy: from before, or
/// beside this one while nodes are upgraded. Each policy is done in a change of its own, so that it goes on where it stopped.
/// </summary>
internal sealed partial class PastUpkeep(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    Leases leases,
    TimeProvider clock,
    ILogger<PastUpkeep> log
)
    : LeasedWork(
        "policies.past",
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(1),
        leases,
        clock,
        log
    )
{
    private const int AtOnce = 50;
    private readonly Leases _leases = leases;
    private readonly ILogger _log = log;

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var waiting = db.Across<PolicyRow>()
            .AsNoTracking()
            .Where(p => p.Edition > 1 && p.IsPastKnown == null);
        var some = await waiting
            .OrderBy(p => p.OrganizationId)
            .ThenBy(p => p.Id)
            .Take(AtOnce)
            .ToListAsync(cancellation);
        foreach (var head in some)
            await Keep(db, lease, head, cancellation);
        if (some.Count > 0)
            LogKept(_log, some.Count, await waiting.CountAsync(cancellation));
        return some.Count == AtOnce;
    }

    private async Task Keep(
        VidimusDb db,
        Lease lease,
        PolicyRow head,
        CancellationToken cancellation
    )
    {
        var (owner, id) = (head.OrganizationId, head.Id);
        var (editions, codes) = await FormerEditions.Read(db, head, cancellation);
        await commits.Keep(
            "policies.upkeep",
            async unit =>
            {
                await _leases.Demand(unit, lease);
                // Whoever writes policies waits, and one that was written since is read again in the next round.
                await PolicyNumbers.Changes(unit);
                var still = unit
                    .Db.Across<PolicyRow>()
                    .Where(p =>
                        p.OrganizationId == owner && p.Id == id && p.Edition == head.Edition
                    );
                if (!await still.AnyAsync())
                    return;
                await unit
                    .Db.Across<FormerEditionRow>()
                    .Where(e => e.OrganizationId == owner && e.PolicyId == id)
                    .ExecuteDeleteAsync();
                await unit
                    .Db.Across<FormerCodeRow>()
                    .Where(c => c.OrganizationId == owner && c.PolicyId == id)
                    .ExecuteDeleteAsync();
                unit.AddMany(editions);
                unit.AddMany(codes);
                await still.ExecuteUpdateAsync(set => set.SetProperty(p => p.IsPastKnown, true));
            },
            cancellation
        );
    }

    [LoggerMessage(
        5120,
        LogLevel.Information,
        "Former editions of {Done} policies were read for questions about past days; {Left} policies wait"
    )]
    private static partial void LogKept(ILogger log, int done, int left);
}
