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
/// Calls an order off while nobody has begun to review it. Its end and the refund of its price are one change; which of a cancellation and a
/// reviewer's claim comes first, the order's row decides.
/// </summary>
internal sealed class CancelOrder(
    VidimusDb db,
    Writes writes,
    CurrentAuthor author,
    Refunding refunding,
    DatabaseClock time
)
{
    /// <summary>Why it ended, as the order says.</summary>
    public const string Reason = "Called off by the customer.";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/orders/{id}/cancel",
                (HttpContext http, CancelOrder cancel, string id) =>
                    http.Once(200, () => cancel.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.OrdersSubmit)
            .Repeatable("an order that was called off is answered as it is")
            .Produces<CancelledOrder>()
            .WithTags("Orders")
            .WithSummary("Call an order off")
            .WithDescription("While nobody has begun to review it. All of its price is given back.")
            .WithName("cancelOrder");

    public async Task<Result<CancelledOrder>> Run(string orderId, CancellationToken cancellation)
    {
        var done = await writes.Commit<CancelledOrder>(
            async unit =>
            {
                var order = await unit
                    .Db.Set<OrderRow>()
                    .SingleOrDefaultAsync(o => o.Id == orderId);
                if (order is null)
                    return CertificationProblems.OrderNotFound;
                if (order.EndReason == Reason)
                    return View(order, await Given(unit.Db, orderId, cancellation));
                var at = await time.Now(unit.Db, cancellation);
                RefundSteps.CatchUp(unit, order, at);
                if (!MayEnd(order))
                    return CertificationProblems.NotCancellable;
                OrderSteps.Move(unit, order, OrderStates.Cancelled, at, Reason);
                var left = order.TotalCents - order.RefundedCents;
                if (left <= 0 || (order.PaidAt is null && order.PaymentReference is null))
                    return View(order, null);
                return View(
                    order,
                    await refunding.Begin(unit, order, left, RefundSteps.OfCancellation)
                );
            },
            cancellation
        );
        if (done.Value is not { Refund: { State: RefundRow.Pending } pending })
            return done;
        await refunding.FinishSoon(author.Value!, pending.Id);
        var now = await db.Set<OrderRow>().SingleAsync(o => o.Id == orderId, cancellation);
        return View(now, await Given(db, orderId, cancellation));
    }

    private static bool MayEnd(OrderRow order) =>
        order.ReviewerId is null
        && order.State
            is OrderStates.Created
                or OrderStates.Paid
                or OrderStates.Processing
                or OrderStates.ReviewingDraft;

    private static CancelledOrder View(OrderRow order, RefundRow? refund) =>
        new(order.Id, order.State, order.StateAt, refund?.View(order));

    private static Task<RefundRow?> Given(
        VidimusDb db,
        string orderId,
        CancellationToken cancellation
    ) =>
        db.Set<RefundRow>()
            .SingleOrDefaultAsync(
                r => r.OrderId == orderId && r.RepeatKey == RefundSteps.OfCancellation,
                cancellation
            );
}
