using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Spending;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments;

/// <summary>
/// Carries out refunds that are written down. Whoever does it, and however often, the payment service gives each amount back once, since it
/// is asked by the refund's own id; and the row is settled once, since it has to be pending in the unit that settles it.
/// </summary>
internal sealed class Refunding(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    PaymentKinds payments,
    PaymentOptions options,
    Charges charges,
    TimeProvider clock
)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>How long a request waits for the payment service; the refund goes on without it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Writes down a refund of what the order still has, in the unit, under the name by which it is known again.</summary>
    public Task<RefundRow> Begin(Unit unit, OrderRow order, long cents, string repeatKey) =>
        RefundSteps.Begin(unit, order, cents, repeatKey, options.CallTimeout * 8, clock);

    /// <summary>As above, for <see cref="PaymentWork"/> to carry out: whoever begins it does not wait for the payment service.</summary>
    public Task<RefundRow> Leave(Unit unit, OrderRow order, long cents, string repeatKey) =>
        RefundSteps.Begin(unit, order, cents, repeatKey, TimeSpan.Zero, clock);

    /// <summary>As <see cref="Finish"/>, for a request, which waits only so long.</summary>
    public async Task FinishSoon(Author by, string refundId)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await Finish(by.OrganizationId, by.Mode, refundId, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // It is pending, and finished by PaymentWork.
        }
    }

    /// <summary>Asks the payment service for this refund and writes down what it says. Does nothing where it is settled.</summary>
    public async Task Finish(
        string organizationId,
        string mode,
        string refundId,
        CancellationToken cancellation
    )
    {
        RefundRow? row;
        OrderRow? order;
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            db.Enter(organizationId, mode);
            row = await db.Set<RefundRow>()
                .AsNoTracking()
                .SingleOrDefaultAsync(r => r.Id == refundId, cancellation);
            order = row is null
                ? null
                : await db.Set<OrderRow>()
                    .AsNoTracking()
                    .SingleOrDefaultAsync(o => o.Id == row.OrderId, cancellation);
        }
        if (row is not { State: RefundRow.Pending } || order is null)
            return;
        var payment = payments.Of(order.PaymentKind);
        var ask = new PaymentAsk(organizationId, order.Id, row.AmountCents, order.Currency);
        if (order is { PaidAt: null, PaymentReference: { } reference })
        {
            // Called off before its charge was confirmed: it is stopped, or given back as soon as it is taken.
            var charge = await payment.Withdraw(ask, reference, cancellation);
            if (charge.State == PaymentState.Declined)
            {
                await Settle(
                    row,
                    async (unit, r, o, now) =>
                    {
                        await RefundSteps.Void(unit, r, o, now);
                        await ReleaseCap.Run(charges, unit, o);
                    }
                );
                return;
            }
            if (charge.State != PaymentState.Paid)
            {
                await Later(row, null);
                return;
            }
        }
        var outcome = await payment.Refund(ask, order.PaymentReference, row.Id, cancellation);
        await Apply(row, outcome);
    }

    /// <summary>Writes down what the payment service says of a refund, be it later than it first did.</summary>
    public Task Apply(RefundRow row, RefundOutcome outcome) =>
        outcome.State switch
        {
            PaymentState.Paid => Settle(
                row,
                async (unit, r, o, now) =>
                {
                    o.PaidAt ??= now;
                    await RefundSteps.Succeed(unit, r, o, outcome.Reference, now);
                }
            ),
            PaymentState.Declined => Settle(
                row,
                (unit, r, o, now) =>
                {
                    r.Reference ??= outcome.Reference;
                    return RefundSteps.Fail(unit, r, o, outcome.Refused, now);
                }
            ),
            _ => Later(row, outcome.Reference),
        };

    /// <summary>A refund that had succeeded came back: banks may refuse one days later.</summary>
    public Task ComeBack(RefundRow row, Problem? why) =>
        Change(
            row,
            RefundRow.Succeeded,
            (unit, r, o, now) => RefundSteps.Fail(unit, r, o, why, now)
        );

    private Task Settle(RefundRow row, Func<Unit, RefundRow, OrderRow, DateTimeOffset, Task> how) =>
        Change(row, RefundRow.Pending, how);

    private Task Change(
        RefundRow row,
        string from,
        Func<Unit, RefundRow, OrderRow, DateTimeOffset, Task> how
    ) =>
        commits.Commit<bool>(
            Author.Installation with
            {
                OrganizationId = row.OrganizationId,
                Mode = row.Mode,
            },
            async unit =>
            {
                var found = await unit.Db.Set<RefundRow>().SingleAsync(r => r.Id == row.Id);
                if (found.State != from)
                    return false;
                var order = await unit.Db.Set<OrderRow>().SingleAsync(o => o.Id == row.OrderId);
                await how(unit, found, order, clock.GetUtcNow());
                return true;
            },
            CancellationToken.None
        );

    /// <summary>The payment service is at it, or away: it is asked again, each time after twice as long.</summary>
    private Task Later(RefundRow row, string? reference) =>
        commits.Keep(
            "certification.upkeep",
            async unit =>
            {
                unit.Db.Enter(row.OrganizationId, row.Mode);
                var found = await unit.Db.Set<RefundRow>().SingleAsync(r => r.Id == row.Id);
                if (found.State != RefundRow.Pending)
                    return;
                found.Reference ??= reference;
                found.Attempts++;
                var pause = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(found.Attempts - 1, 10)));
                found.NextAt = clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
                found.Version++;
            },
            CancellationToken.None
        );
}
