using Microsoft.EntityFrameworkCore;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Desk;

/// <summary>What happened to an order: the steps that it took by itself, and what was done and said at the desk.</summary>
internal sealed class DeskHistory(ReviewerLookup reviewers, DeskNotes notes)
{
    private const int Most = 500;

    /// <summary>Oldest first; of a very long history the latest part.</summary>
    public async Task<IReadOnlyList<DeskEntry>> Of(
        VidimusDb db,
        OrderRow order,
        CancellationToken cancellation
    )
    {
        var rows = await db.Across<DeskEntryRow>()
            .AsNoTracking()
            .Where(e => e.OrganizationId == order.AgencyId && e.OrderId == order.Id)
            .OrderByDescending(e => e.Id)
            .Take(Most)
            .ToListAsync(cancellation);
        var names = await reviewers.Names(
            db,
            order.AgencyId,
            rows.Select(e => e.MemberId),
            cancellation
        );
        return
        [
            .. rows.Select(e => Show(e, names))
                .Concat(Steps(order))
                .OrderBy(e => e.At)
                .ThenBy(Rank),
        ];
    }

    public DeskEntry Show(DeskEntryRow e, IReadOnlyDictionary<string, string> names) =>
        new(
            e.Id,
            e.Kind,
            e.At,
            e.MemberId,
            e.MemberId is { } member ? names.GetValueOrDefault(member) : null,
            notes.TextOf(e),
            e.DocumentId
        );

    private static IEnumerable<DeskEntry> Steps(OrderRow order)
    {
        yield return Step(OrderStates.Created, order.CreatedAt);
        if (order.PaidAt is { } paid)
            yield return Step(OrderStates.Paid, paid);
        if (order.ReadyAt is { } ready)
            yield return Step(OrderStates.Ready, ready);
        if (order.DeliveredAt is { } delivered)
            yield return Step(OrderStates.Delivered, delivered);
        if (order.State is OrderStates.Cancelled or OrderStates.Refunded)
            yield return Step(
                order.State,
                order.StateAt,
                order.State == OrderStates.Cancelled ? order.EndReason : null
            );
    }

    private static DeskEntry Step(string state, DateTimeOffset at, string? text = null) =>
        new(state, state, at, null, null, text, null);

    // What happens in one moment stands in the order in which it can only have happened.
    private static string Rank(DeskEntry e) =>
        e.Kind switch
        {
            OrderStates.Created => "0",
            OrderStates.Paid => "1",
            OrderStates.Ready => "y",
            OrderStates.Delivered or OrderStates.Cancelled or OrderStates.Refunded => "z",
            _ => "5" + e.Id,
        };
}
