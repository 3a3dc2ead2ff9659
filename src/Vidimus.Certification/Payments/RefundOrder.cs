using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments;

/// <summary>
/// Gives back all or part of what an order cost, within 30 days of the order, or of its end where it failed or was called off. The refund
/// is written down, and its amount with the order, before the payment service is asked: however many ask at once on however many nodes,
/// never more than the price is given back. The same asked again by the same caller, for the same order and amount, is the same refund.
/// </summary>
internal sealed class RefundOrder(
    VidimusDb db,
    Writes writes,
    CurrentAuthor author,
    CurrentCaller caller,
    Refunding refunding,
    DatabaseClock time
)
{
    /// <summary>How long after it was created an order is refunded; one that failed or was called off, after that.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/orders/{id}/refunds",
                (HttpContext http, RefundOrder refund, string id) =>
                    http.TakeOptional<RefundRequest, Refund>(
                        201,
                        r => refund.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersSubmit)
            .Repeatable("the same caller, order and amount are the same refund")
            .Accepts<RefundRequest>("application/json")
            .Produces<Refund>(201)
            .WithTags("Orders")
            .WithSummary("Refund an order")
            .WithDescription(
                "All that is left of the price, or amountCents of it, within 30 days of the order's creation, or since it failed or was called off. Repeated by the same key, or by its successor, with the same amount it is the same refund. A state of pending means that the payment service is at it; it is finished without another request."
            )
            .WithName("refundOrder");

    public async Task<Result<Refund>> Run(
        string orderId,
        RefundRequest request,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().Check(
            request.AmountCents is null or > 0,
            "amountCents",
            "must be a positive number of cents; leave it out for all that is left"
        );
        if (fields.Problem is { } wrong)
            return wrong;
        var begun = await writes.Commit<Refund>(
            async unit =>
            {
                var order = await unit
                    .Db.Set<OrderRow>()
                    .SingleOrDefaultAsync(o => o.Id == orderId);
                if (order is null)
                    return CertificationProblems.OrderNotFound;
                if (await Before(unit, order, request.AmountCents) is { } before)
                    return before.View(order);
                var now = await time.Now(unit.Db, cancellation);
                RefundSteps.CatchUp(unit, order, now);
                var amount = Amount(order, request.AmountCents, now);
                if (amount.Problem is { } refused)
                    return refused;
                var row = await refunding.Begin(
                    unit,
                    order,
                    amount.Value,
                    Name(unit, request.AmountCents)
                );
                return row.View(order);
            },
            cancellation
        );
        if (begun.Value is not { State: RefundRow.Pending } pending)
            return begun;
        await refunding.FinishSoon(author.Value!, pending.Id);
        return await Read(pending.Id);
    }

    /// <summary>The refund that was asked for in these words before, or that came to the same amount.</summary>
    private async Task<RefundRow?> Before(Unit unit, OrderRow order, long? cents)
    {
        var same = Name(unit, cents);
        var all = Name(unit, null);
        // All that is left, asked for after all of the price: there is no other refund that could be meant.
        var price = cents is null ? Name(unit, order.TotalCents) : same;
        var rows = await unit
            .Db.Set<RefundRow>()
            .Where(r =>
                r.OrderId == order.Id
                && (
                    r.RepeatKey == same
                    || r.RepeatKey == price
                    || (
                        (
                            r.RepeatKey == all
                            || r.RepeatKey == RefundSteps.OfCancellation
                            || r.RepeatKey == RefundSteps.OfFailure
                        )
                        && r.State != RefundRow.Void
                        && (cents == null || r.AmountCents == cents)
                    )
                )
            )
            .ToListAsync();
        return rows.Find(r => r.RepeatKey == same) ?? rows.FirstOrDefault();
    }

    private string Name(Unit unit, long? cents) =>
        RefundSteps.RepeatKey(unit.Author, caller.Value.KeyLine, cents);

    private static Result<long> Amount(OrderRow order, long? asked, DateTimeOffset now)
    {
        // Whose order came to nothing may have waited for it all that time; a refund of it that the bank sent back is asked for again.
        var isEnded = order.State is OrderStates.Failed or OrderStates.Cancelled;
        var since = isEnded || order.EndReason is not null ? order.StateAt : order.CreatedAt;
        // To the second, as the sandbox's clock is; the second of the end still counts.
        if (now - since >= Window + TimeSpan.FromSeconds(1))
            return CertificationProblems.RefundWindowExpired;
        var left = order.TotalCents - order.RefundedCents;
        if (left <= 0 || !IsPaid(order))
            return CertificationProblems.NothingToRefund;
        if (asked > left)
            return CertificationProblems.RefundTooLarge.With(
                $"{asked} cents are asked back, and {left} of {order.TotalCents} are left.",
                "amountCents"
            );
        return asked ?? left;
    }

    // A test order's row may not have been looked at since it was submitted; nothing was charged for it either.
    private static bool IsPaid(OrderRow order) => order.Mode == "test" || order.PaidAt is not null;

    private async Task<Result<Refund>> Read(string refundId)
    {
        var row = await db.Set<RefundRow>().SingleAsync(r => r.Id == refundId);
        var order = await db.Set<OrderRow>().SingleAsync(o => o.Id == row.OrderId);
        return row.View(order);
    }
}
