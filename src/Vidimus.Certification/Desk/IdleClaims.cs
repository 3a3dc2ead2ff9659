using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Desk;

/// <summary>
/// Frees orders whose reviewer has saved and said nothing for long: ill, away, or no member any more. What was written stays; who comes back
/// claims the order again, or sees who has it now.
/// </summary>
internal sealed class IdleClaims(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    DeskNotes notes,
    DeskOptions options,
    Leases leases,
    TimeProvider clock,
    ILogger<IdleClaims> log
)
    : LeasedWork(
        "certification.claims",
        TimeSpan.FromMinutes(3),
        TimeSpan.FromMinutes(1),
        leases,
        clock,
        log
    )
{
    private const int AtOnce = 100;
    private readonly TimeProvider _clock = clock;

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        if (options.ReleaseAfterHours <= 0)
            return false;
        var until = _clock.GetUtcNow() - TimeSpan.FromHours(options.ReleaseAfterHours);
        List<OrderRow> idle;
        await using (var db = await databases.CreateDbContextAsync(cancellation))
            idle = await Idle(db, until)
                .AsNoTracking()
                .OrderBy(o => o.Id)
                .Take(AtOnce)
                .ToListAsync(cancellation);
        foreach (var order in idle)
            await Release(order, until, cancellation);
        return idle.Count == AtOnce;
    }

    /// <summary>Orders that somebody has claimed and done nothing about since then.</summary>
    private static IQueryable<OrderRow> Idle(VidimusDb db, DateTimeOffset until) =>
        db.Across<OrderRow>()
            .Where(o =>
                (
                    o.State == OrderStates.Processing
                    || o.State == OrderStates.ReviewingDraft
                    || o.State == OrderStates.InReview
                )
                && o.Mode == "live"
                && o.ReviewerId != null
                && o.ClaimedAt <= until
                && !db.Across<DeskEntryRow>()
                    .Any(e =>
                        e.OrganizationId == o.AgencyId
                        && e.OrderId == o.Id
                        && e.MemberId == o.ReviewerId
                        && e.At > until
                    )
            );

    private Task Release(OrderRow found, DateTimeOffset until, CancellationToken cancellation) =>
        commits.Commit<bool>(
            Author.Installation with
            {
                OrganizationId = found.AgencyId,
                Mode = found.Mode,
            },
            async unit =>
            {
                var order = await Idle(unit.Db, until).SingleOrDefaultAsync(o => o.Id == found.Id);
                if (order is null)
                    return false;
                unit.State(
                    ReviewFacts.Of(ReviewFacts.Released, order, ("reviewer", order.ReviewerId))
                );
                (order.ReviewerId, order.ClaimedAt) = (null, null);
                order.Version++;
                notes.Add(unit, order.Id, DeskNotes.Released, null);
                return true;
            },
            cancellation
        );
}
