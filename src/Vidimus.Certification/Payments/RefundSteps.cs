using Microsoft.EntityFrameworkCore;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments;

/// <summary>The only ways of a refund: begun, succeeded, failed, void. Each with its order, in the unit that makes the change.</summary>
internal static class RefundSteps
{
    /// <summary>
    /// Begins a refund of what the order still has. Where no charge was made it succeeds at once; otherwise it waits for the payment
    /// service, which whoever began it asks within <paramref name="ownTime"/>, and afterwards anybody.
    /// </summary>
    public static async Task<RefundRow> Begin(
        Unit unit,
        OrderRow order,
        long cents,
        string? repeatKey,
        TimeSpan ownTime,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        var row = New(unit, order, cents, clock);
        row.RepeatKey = repeatKey;
        row.NextAt = now + ownTime;
        await Count(unit, row, order);
        unit.Db.Add(row);
        State(unit, row, "refund.requested");
        if (order.PaymentReference is null)
            await Succeed(unit, row, order, null, now);
        return row;
    }

    /// <summary>A test order that nobody has looked at takes the steps first that its age has brought, so that its events stay in order.</summary>
    public static void CatchUp(Unit unit, OrderRow order, DateTimeOffset now)
    {
        foreach (var (state, at) in SandboxClock.Due(order, now))
            OrderSteps.Move(unit, order, state, at);
    }

    /// <summary>Writes down a refund that was made at the payment service itself.</summary>
    public static async Task TakeOver(
        Unit unit,
        OrderRow order,
        long cents,
        string reference,
        TimeProvider clock
    )
    {
        var row = New(unit, order, cents, clock);
        row.Reference = reference;
        await Count(unit, row, order);
        unit.Db.Add(row);
        State(unit, row, "refund.requested");
        await Succeed(unit, row, order, reference, clock.GetUtcNow());
    }

    /// <summary>The refund that belongs to calling the order off, of which there is one.</summary>
    public const string OfCancellation = "cancellation";

    /// <summary>The refund that belongs to the agency's ending it, of which there is one.</summary>
    public const string OfFailure = "failure";

    /// <summary>
    /// What the caller asked for, as one text: the member or the key's line, and the amount or that it is all that is left. The line,
    /// so that a rotated key's repetition is still the same refund, as it is the same order.
    /// </summary>
    public static string RepeatKey(Author by, string? keyLine, long? cents) =>
        $"{by.ActorKind} {(by.ActorKind == "key" ? keyLine ?? by.ActorId : by.ActorId)} {(cents is { } amount ? amount.ToString(System.Globalization.CultureInfo.InvariantCulture) : "all")}";

    public static async Task Succeed(
        Unit unit,
        RefundRow row,
        OrderRow order,
        string? reference,
        DateTimeOffset now
    )
    {
        Settle(unit, row, RefundRow.Succeeded, "refund.succeeded", reference, now);
        // Of the amounts that only wait, nobody knows yet.
        var others = await Others(unit, row)
            .Where(r => r.State == RefundRow.Succeeded)
            .SumAsync(r => r.AmountCents);
        if (others + row.AmountCents >= order.TotalCents && order.State != OrderStates.Refunded)
            OrderSteps.Move(unit, order, OrderStates.Refunded, now);
        else
            order.Version++;
    }

    /// <summary>The payment service refused it, be it after it had seemed to succeed: the amount can be asked for again.</summary>
    public static async Task Fail(
        Unit unit,
        RefundRow row,
        OrderRow order,
        Problem? why,
        DateTimeOffset now
    )
    {
        row.Failure = why?.Message ?? CertificationProblems.PaymentFailed.Message;
        row.RepeatKey = null;
        Settle(unit, row, RefundRow.Failed, "refund.failed", row.Reference, now);
        await Count(unit, row, order);
    }

    /// <summary>Nothing had been taken, and nothing will be.</summary>
    public static async Task Void(Unit unit, RefundRow row, OrderRow order, DateTimeOffset now)
    {
        Settle(unit, row, RefundRow.Void, "refund.void", null, now);
        await Count(unit, row, order);
    }

    private static RefundRow New(Unit unit, OrderRow order, long cents, TimeProvider clock)
    {
        // Which of the agency's people it was is not for the customer to know.
        var by =
            unit.Author.OrganizationId == order.OrganizationId ? unit.Author : Author.Installation;
        return new()
        {
            OrganizationId = order.OrganizationId,
            Id = NewId.Create("rfd", clock),
            Mode = order.Mode,
            OrderId = order.Id,
            ActorKind = by.ActorKind,
            ActorId = by.ActorId,
            AmountCents = cents,
            State = RefundRow.Pending,
            CreatedAt = clock.GetUtcNow(),
            Attempts = 0,
            Version = 1,
        };
    }

    /// <summary>
    /// What the order says was given back: its refunds that succeeded or wait. While one of ours waits that the operator has made in the
    /// dashboard as well, they come to more than the price, of which the payment service gives no more back than was paid.
    /// </summary>
    private static async Task Count(Unit unit, RefundRow row, OrderRow order)
    {
        var others = await Others(unit, row)
            .Where(r => r.State == RefundRow.Pending || r.State == RefundRow.Succeeded)
            .SumAsync(r => r.AmountCents);
        var own = row.State is RefundRow.Pending or RefundRow.Succeeded ? row.AmountCents : 0;
        order.RefundedCents = Math.Min(order.TotalCents, checked(others + own));
        order.Version++;
    }

    private static void Settle(
        Unit unit,
        RefundRow row,
        string state,
        string kind,
        string? reference,
        DateTimeOffset now
    )
    {
        row.State = state;
        row.Reference = reference ?? row.Reference;
        row.SettledAt = now;
        row.NextAt = null;
        row.Version++;
        State(unit, row, kind);
    }

    // The customer's, whoever makes the change: to an agency's unit the customer's rows are a stranger's.
    private static IQueryable<RefundRow> Others(Unit unit, RefundRow row) =>
        unit
            .Db.Across<RefundRow>()
            .Where(r =>
                r.OrganizationId == row.OrganizationId && r.OrderId == row.OrderId && r.Id != row.Id
            );

    private static void State(Unit unit, RefundRow row, string kind) =>
        unit.StateOn(row.OrganizationId, new SimpleFact(kind, row.Id, ("order", row.OrderId)));
}
