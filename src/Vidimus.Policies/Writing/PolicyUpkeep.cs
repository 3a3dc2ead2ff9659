using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;
using Vidimus.Policies.Writing.Imports;

namespace Vidimus.Policies.Writing;

/// <summary>
/// What time does to policies: those whose last day has come are retired, as a change like any other; imports that nobody went
/// on with are given up, and what is known of the batches of old ones is removed.
/// </summary>
internal sealed class PolicyUpkeep(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    PolicyWriter writer,
    Leases leases,
    TimeProvider clock,
    ILogger<PolicyUpkeep> log
)
    : LeasedWork(
        "policies.upkeep",
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5),
        leases,
        clock,
        log
    )
{
    private const int AtOnce = 200;
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(30);
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);
    private readonly Leases _leases = leases;
    private readonly TimeProvider _clock = clock;

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        var more = await Retire(lease, cancellation);
        await GiveUp(lease, cancellation);
        return await Clean(lease, cancellation) || more;
    }

    private async Task<bool> Retire(Lease lease, CancellationToken cancellation)
    {
        var today = writer.Today;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var due = await db.Across<PolicyRow>()
            .Where(p =>
                p.Status == PolicyStatuses.Active
                && p.RetireDate != null
                && string.Compare(p.RetireDate, today) <= 0
            )
            .OrderBy(p => p.RetireDate)
            .Select(p => new { p.OrganizationId, p.Id })
            .Take(AtOnce)
            .ToListAsync(cancellation);
        foreach (var ours in due.GroupBy(p => p.OrganizationId, StringComparer.Ordinal))
        {
            string[] ids = [.. ours.Select(p => p.Id)];
            var author = Author.Installation with { OrganizationId = ours.Key };
            await commits.Commit<bool>(
                author,
                async unit =>
                {
                    await _leases.Demand(unit, lease);
                    await writer.RetireAll(unit, ids, WriteAs.Single);
                    return true;
                },
                cancellation
            );
        }
        return due.Count == AtOnce;
    }

    private Task GiveUp(Lease lease, CancellationToken cancellation)
    {
        var (now, since) = (_clock.GetUtcNow(), _clock.GetUtcNow() - GivenUpAfter);
        return commits.Keep(
            "policies.upkeep",
            async unit =>
            {
                await _leases.Demand(unit, lease);
                await unit
                    .Db.Across<PolicyImportRow>()
                    .Where(i => i.State == PolicyImportState.Running && i.UpdatedAt < since)
                    .ExecuteUpdateAsync(set =>
                        set.SetProperty(i => i.State, PolicyImportState.Cancelled)
                            .SetProperty(i => i.EndedAt, now)
                            .SetProperty(i => i.UpdatedAt, now)
                    );
            },
            cancellation
        );
    }

    private async Task<bool> Clean(Lease lease, CancellationToken cancellation)
    {
        var until = _clock.GetUtcNow() - KeptFor;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var old = await db.Across<PolicyImportRow>()
            .Where(i => !PolicyImportState.Open.Contains(i.State) && i.UpdatedAt < until)
            .Where(i =>
                db.Across<ImportBatchRow>()
                    .Any(b => b.OrganizationId == i.OrganizationId && b.ImportId == i.Id)
            )
            .OrderBy(i => i.UpdatedAt)
            .Select(i => new { i.OrganizationId, i.Id })
            .FirstOrDefaultAsync(cancellation);
        if (old is null)
            return false;
        var (owner, id) = (old.OrganizationId, old.Id);
        await commits.Keep(
            "policies.upkeep",
            async unit =>
            {
                await _leases.Demand(unit, lease);
                await unit
                    .Db.Across<ImportErrorRow>()
                    .Where(e => e.OrganizationId == owner && e.ImportId == id)
                    .ExecuteDeleteAsync();
                await unit
                    .Db.Across<ImportBatchRow>()
                    .Where(b => b.OrganizationId == owner && b.ImportId == id)
                    .ExecuteDeleteAsync();
            },
            cancellation
        );
        return true;
    }
}
