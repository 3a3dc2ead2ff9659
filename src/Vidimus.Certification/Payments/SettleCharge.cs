using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Spending;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Payments;

/// <summary>
/// Finds out what became of a charge that was under way when its order was written, and moves the order on: paid, or failed. The payment
/// service is asked, whatever told us to: so nothing depends on the order in which its messages arrive, or on how often.
/// </summary>
internal sealed class SettleCharge(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    PaymentKinds payments,
    Refunding refunding,
    Charges charges,
    DatabaseClock time
)
{
    /// <summary>Why it failed, as the order says.</summary>
    private const string Declined = "The payment was declined.";

    /// <summary>False when the payment service did not say; true also while the charge is under way.</summary>
    public async Task<bool> Run(OrderRow order, CancellationToken cancellation)
    {
        if (order is not { PaidAt: null, PaymentReference: { } reference })
            return true;
        if (order.State == OrderStates.Cancelled)
            return await Stop(order, cancellation);
        if (order.State != OrderStates.Created)
            return true;
        var payment = payments.Of(order.PaymentKind);
        var ask = new PaymentAsk(order.OrganizationId, order.Id, order.TotalCents, order.Currency);
        var outcome = await payment.Look(ask, reference, cancellation);
        var why = outcome.Refused?.Message;
        if (outcome.State == PaymentState.Untaken)
            outcome = await payment.Withdraw(ask, reference, cancellation);
        if (outcome.State is not (PaymentState.Paid or PaymentState.Declined))
            return outcome.State == PaymentState.Pending;
        await Move(order, outcome.State == PaymentState.Paid, why);
        return true;
    }

    private Task Move(OrderRow order, bool paid, string? why) =>
        commits.Commit<bool>(
            Author.Installation with
            {
                OrganizationId = order.OrganizationId,
                Mode = order.Mode,
            },
            async unit =>
            {
                var row = await unit.Db.Set<OrderRow>().SingleAsync(o => o.Id == order.Id);
                // Called off meanwhile: its refund, which was written with that, takes care of the charge.
                if (row.State != OrderStates.Created)
                    return false;
                var now = await time.Now(unit.Db, CancellationToken.None);
                if (paid)
                {
                    OrderSteps.Move(unit, row, OrderStates.Paid, now);
                    return true;
                }
                OrderSteps.Move(unit, row, OrderStates.Failed, now, why ?? Declined);
                await ReleaseCap.Run(charges, unit, row);
                return true;
            },
            CancellationToken.None
        );

    private async Task<bool> Stop(OrderRow order, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var waiting = await db.Enter(order.OrganizationId, order.Mode)
            .Set<RefundRow>()
            .Where(r => r.OrderId == order.Id && r.State == RefundRow.Pending)
            .Select(r => r.Id)
            .ToListAsync(cancellation);
        foreach (var id in waiting)
            await refunding.Finish(order.OrganizationId, order.Mode, id, cancellation);
        return true;
    }
}
