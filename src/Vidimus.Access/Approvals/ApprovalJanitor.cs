using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Approvals;

/// <summary>
/// Ends what ran out, each once with its fact, erases what is kept no longer, and removes counts that have left their period.
/// </summary>
internal sealed class ApprovalJanitor(
    IDbContextFactory<VidimusDb> databases,
    DatabaseClock time,
    Commits commits,
    TimeProvider clock,
    ILogger<ApprovalJanitor> log
) : PeriodicWork(TimeSpan.FromMinutes(1), clock, log)
{
    private const int AtOnce = 200;

    protected override async Task Round(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = await time.Now(db, cancellation);
        await Expire(db, now, cancellation);
        await Erase(now, cancellation);
        await commits.RemoveOver(
            "access.counts",
            rows =>
                rows.Across<ApprovalCountRow>()
                    .Where(c => c.ExpiresAt < now)
                    .OrderBy(c => c.ExpiresAt),
            cancellation,
            AtOnce
        );
    }

    private async Task Expire(VidimusDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        for (var after = ""; ; )
        {
            var found = await db.Across<ApprovalRow>()
                .Where(a =>
                    (a.State == ApprovalStates.Pending || a.State == ApprovalStates.Approved)
                    && a.ExpiresAt <= now
                    && string.Compare(a.Id, after) > 0
                )
                .OrderBy(a => a.Id)
                .Take(AtOnce)
                .Select(a => new
                {
                    a.OrganizationId,
                    a.Mode,
                    a.Id,
                })
                .ToListAsync(cancellation);
            foreach (var a in found)
                await Expire(
                    Author.Installation with
                    {
                        OrganizationId = a.OrganizationId,
                        Mode = a.Mode,
                    },
                    a.Id,
                    cancellation
                );
            if (found.Count < AtOnce)
                return;
            after = found[^1].Id;
        }
    }

    private async Task Expire(Author author, string id, CancellationToken cancellation) =>
        await commits.Commit<bool>(
            author,
            async unit =>
            {
                var row = await unit.Db.Approvals.SingleOrDefaultAsync(a => a.Id == id);
                var now = await time.Now(unit.Db, CancellationToken.None);
                if (
                    row is not { State: ApprovalStates.Pending or ApprovalStates.Approved }
                    || row.ExpiresAt > now
                )
                    return false;
                ApprovalEnds.End(unit, row, ApprovalEnds.Time);
                return true;
            },
            cancellation
        );

    private async Task Erase(DateTimeOffset now, CancellationToken cancellation)
    {
        for (var found = AtOnce; found == AtOnce; )
            await commits.Keep(
                "access.identity",
                async unit =>
                {
                    var rows = await unit
                        .Db.Across<ApprovalRow>()
                        .Where(a => a.EraseAt <= now)
                        .OrderBy(a => a.EraseAt)
                        .Take(AtOnce)
                        .ToListAsync();
                    foreach (var row in rows)
                    {
                        row.Arguments = null;
                        row.Reason = null;
                        row.EraseAt = null;
                        row.Version++;
                    }
                    found = rows.Count;
                },
                cancellation
            );
    }
}
