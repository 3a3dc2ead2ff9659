using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Certification.Documents.Storing;
using Vidimus.Certification.Orders;
using Vidimus.Certification.Orders.Submitting;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Documents;

/// <summary>
/// Ends documents whose time is over: uploads that no order named, what an order was worked on with, and, where the operator says so, what was
/// certified. Then it removes bytes that were left behind. One node at a time; two would do no harm, since each removal is a unit that looks
/// again.
/// </summary>
internal sealed class DocumentJanitor(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    Leases leases,
    DocumentJanitorParts parts,
    TimeProvider clock,
    ILogger<DocumentJanitor> log
)
    : LeasedWork(
        "certification.documents",
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5),
        leases,
        clock,
        log
    )
{
    private const int PageSize = 100;

    // States in which nobody works on an order any more. A result that nobody fetched does not keep its sources for ever either.
    private static readonly string[] Ended =
    [
        OrderStates.Ready,
        OrderStates.Delivered,
        OrderStates.Failed,
        OrderStates.Cancelled,
        OrderStates.Refunded,
    ];

    // Longer than whoever stages bytes takes to save their row, by far.
    private static readonly TimeSpan StagedFor = TimeSpan.FromDays(1);

    private readonly Leases _leases = leases;
    private readonly TimeProvider _clock = clock;
    private DateTimeOffset? _swept;

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var options = parts.Options;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var due = await Unattached(db, now.AddHours(-options.KeepUnattachedHours), cancellation);
        var removed = await Remove(lease, due, "unattached", cancellation);
        if (options.KeepSourcesDays > 0)
        {
            due = await OfEnded(
                db,
                d => d.Kind != DocumentKinds.Certified,
                now.AddDays(-options.KeepSourcesDays),
                cancellation
            );
            removed += await Remove(lease, due, "retention", cancellation);
        }
        if (options.KeepCertifiedDays > 0)
        {
            due = await OfEnded(
                db,
                d => d.Kind == DocumentKinds.Certified,
                now.AddDays(-options.KeepCertifiedDays),
                cancellation
            );
            removed += await Remove(lease, due, "retention", cancellation);
        }
        await LeftBehind(db, cancellation);
        await Sweep(db, now, cancellation);
        return removed > 0;
    }

    private static Task<List<DocumentRow>> Unattached(
        VidimusDb db,
        DateTimeOffset until,
        CancellationToken cancellation
    ) =>
        db.Across<DocumentRow>()
            .AsNoTracking()
            .Where(d => d.OrderId == null && d.RemovedAt == null && d.CreatedAt < until)
            .OrderBy(d => d.CreatedAt)
            .Take(PageSize)
            .ToListAsync(cancellation);

    // A test order's row says only what was last seen of it, and that it is over after minutes.
    private static Task<List<DocumentRow>> OfEnded(
        VidimusDb db,
        Expression<Func<DocumentRow, bool>> which,
        DateTimeOffset until,
        CancellationToken cancellation
    ) =>
        db.Across<DocumentRow>()
            .AsNoTracking()
            .Where(which)
            .Where(d => d.RemovedAt == null && d.CreatedAt < until)
            .Where(d =>
                db.Across<OrderRow>()
                    .Any(o =>
                        o.OrganizationId == d.OrganizationId
                        && o.Id == d.OrderId
                        && o.StateAt < until
                        && (o.Mode == "test" || Ended.Contains(o.State))
                    )
            )
            .OrderBy(d => d.CreatedAt)
            .Take(PageSize)
            .ToListAsync(cancellation);

    private async Task<int> Remove(
        Lease lease,
        List<DocumentRow> due,
        string why,
        CancellationToken cancellation
    )
    {
        var removed = new List<string>();
        foreach (var document in due)
        {
            var result = await commits.Commit<bool>(
                new(document.OrganizationId, document.Mode, "installation", "retention", ""),
                async unit =>
                {
                    await _leases.Demand(unit, lease);
                    var row = await unit
                        .Db.Set<DocumentRow>()
                        .SingleOrDefaultAsync(d => d.Id == document.Id);
                    // Meanwhile it may have become an order's, or be removed already.
                    if (row is null || row.Version != document.Version)
                        return CertificationProblems.DocumentNotFound;
                    await RemoveDocument.Destroy(unit, row, _clock.GetUtcNow(), why);
                    return true;
                },
                cancellation
            );
            if (result.Ok)
                removed.Add(document.Id);
        }
        await parts.Remove.Bytes(removed, cancellation);
        return removed.Count;
    }

    private async Task LeftBehind(VidimusDb db, CancellationToken cancellation)
    {
        var left = await db.Across<DocumentRow>()
            .Where(d => d.RemovedAt != null && d.ErasedAt == null)
            .OrderBy(d => d.RemovedAt)
            .Take(PageSize)
            .Select(d => d.Id)
            .ToListAsync(cancellation);
        if (left.Count > 0)
            await parts.Remove.Bytes(left, cancellation);
    }

    /// <summary>
    /// Removes bytes that no row names a day after they were staged. Documents of a submission that waits for its charge have their rows
    /// from its beginning, and their keys lie nowhere else; all the same nothing is looked at that is newer than the oldest of those. Each stretch of time is looked at once in a process's life.
    /// </summary>
    private async Task Sweep(VidimusDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var until = now - StagedFor;
        var oldest = await db.Across<SubmissionRow>()
            .OrderBy(s => s.Id)
            .Select(s => s.Id)
            .FirstOrDefaultAsync(cancellation);
        if (oldest is not null && NewId.TimeOf("ord", oldest) is { } begun)
            until = Min(until, begun - TimeSpan.FromHours(1));
        var from = _swept ?? until - TimeSpan.FromDays(60);
        if (until - from < TimeSpan.FromMinutes(30))
            return;
        var page = new List<string>(PageSize);
        await foreach (var id in parts.Store.Between(from, until, cancellation))
        {
            if (NewId.TimeOf(StoredIds.Prefix, id) >= until)
                continue;
            page.Add(id);
            if (page.Count < PageSize)
                continue;
            await SweepPage(db, page, cancellation);
            page.Clear();
        }
        await SweepPage(db, page, cancellation);
        // The next time a little earlier: the folders of a folder store hold hours.
        _swept = until - TimeSpan.FromHours(1);
    }

    private async Task SweepPage(VidimusDb db, List<string> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0)
            return;
        var named = await db.Across<DocumentRow>()
            .Where(d => ids.Contains(d.Id))
            .Select(d => d.Id)
            .ToListAsync(cancellation);
        foreach (var id in ids.Except(named))
            await parts.Store.Delete(id, cancellation);
    }

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}

/// <summary>What the janitor works with.</summary>
internal sealed record DocumentJanitorParts(
    IDocumentStore Store,
    RemoveDocument Remove,
    DocumentOptions Options
);
