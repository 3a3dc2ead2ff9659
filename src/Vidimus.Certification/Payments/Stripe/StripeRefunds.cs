using Microsoft.EntityFrameworkCore;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Payments.Stripe;

/// <summary>
/// Brings an order's refunds to what Stripe has: one that was pending, one that the bank sent back days later, and one that the operator made
/// in Stripe's dashboard.
/// </summary>
internal sealed class StripeRefunds(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    StripePayment stripe,
    Refunding refunding,
    TimeProvider clock
)
{
    /// <summary>False when Stripe could not be asked.</summary>
    public async Task<bool> Compare(OrderRow order, CancellationToken cancellation)
    {
        if (await stripe.Refunds(order.PaymentReference!, cancellation) is not { } all)
            return false;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await db.Enter(order.OrganizationId, order.Mode)
            .Set<RefundRow>()
            .AsNoTracking()
            .Where(r => r.OrderId == order.Id)
            .ToListAsync(cancellation);
        foreach (var theirs in all)
        {
            var ours = rows.Find(r => r.Id == theirs.RefundId || r.Reference == theirs.Id);
            if (ours is null && theirs.Outcome.State == PaymentState.Paid)
                await TakeOver(order, theirs);
            else if (ours is { State: RefundRow.Pending } && IsSettled(theirs))
                await refunding.Apply(ours, theirs.Outcome);
            else if (
                ours is { State: RefundRow.Succeeded }
                && theirs.Outcome.State == PaymentState.Declined
            )
                await refunding.ComeBack(ours, theirs.Outcome.Refused);
        }
        return true;
    }

    private static bool IsSettled(StripeRefund refund) =>
        refund.Outcome.State is PaymentState.Paid or PaymentState.Declined;

    private Task TakeOver(OrderRow order, StripeRefund theirs) =>
        commits.Commit<bool>(
            new Author(order.OrganizationId, order.Mode, "installation", "stripe", ""),
            async unit =>
            {
                if (
                    await unit
                        .Db.Set<RefundRow>()
                        .AnyAsync(r => r.OrderId == order.Id && r.Reference == theirs.Id)
                )
                    return false;
                var row = await unit.Db.Set<OrderRow>().SingleAsync(o => o.Id == order.Id);
                await RefundSteps.TakeOver(unit, row, theirs.Cents, theirs.Id, clock);
                return true;
            },
            CancellationToken.None
        );
}
