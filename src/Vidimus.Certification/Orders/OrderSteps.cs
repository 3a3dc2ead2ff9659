using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Orders;

/// <summary>The only way from one state of an order to the next: the row and the fact of it, in the unit that makes the change.</summary>
internal static class OrderSteps
{
    /// <summary>States that the order was submitted.</summary>
    public static void Begin(Unit unit, OrderRow order) =>
        unit.StateOn(order.OrganizationId, Fact(order, null));

    /// <summary>
    /// Moves the order on. The fact stands on the customer's record, whoever moved it; where
    /// that was one of the agency's people, without a name, which only the agency's own record has. Throws for a step that no order takes:
    /// whoever asks has looked before, inside the unit.
    /// </summary>
    public static void Move(
        Unit unit,
        OrderRow order,
        string to,
        DateTimeOffset at,
        string? reason = null
    )
    {
        if (!OrderStates.MayFollow(order.State, to))
            throw new InvalidOperationException($"No order goes from {order.State} to {to}.");
        var from = order.State;
        Set(order, to, at);
        order.EndReason = reason ?? order.EndReason;
        order.Version++;
        unit.StateOn(order.OrganizationId, Fact(order, from));
    }

    /// <summary>The order in another state, with the time of it where that is kept.</summary>
    public static void Set(OrderRow order, string to, DateTimeOffset at)
    {
        order.State = to;
        order.StateAt = at;
        switch (to)
        {
            case OrderStates.Paid:
                order.PaidAt = at;
                break;
            case OrderStates.Ready:
                order.ReadyAt = at;
                break;
            case OrderStates.Delivered:
                order.DeliveredAt = at;
                break;
        }
    }

    /// <summary>States something on the customer's record; without a name where the agency's people did it.</summary>
    public static void StateOn(this Unit unit, string organizationId, Fact fact)
    {
        if (unit.Author.OrganizationId == organizationId)
            unit.State(fact);
        else
            unit.StateUnnamed(fact, organizationId);
    }

    private static SimpleFact Fact(OrderRow order, string? from) =>
        new SimpleFact(
            Kind(order.State),
            order.Id,
            ("status", order.State),
            ("previousStatus", from),
            ("key", order.KeyId)
        );

    private static string Kind(string state) =>
        state switch
        {
            OrderStates.Created => "order.created",
            OrderStates.Paid => "order.paid",
            OrderStates.Processing => "order.processing",
            OrderStates.ReviewingDraft => "order.reviewing_draft",
            OrderStates.InReview => "order.in_review",
            OrderStates.Ready => "order.ready",
            OrderStates.Delivered => "order.delivered",
            OrderStates.Failed => "order.failed",
            OrderStates.Cancelled => "order.cancelled",
            OrderStates.Refunded => "order.refunded",
            _ => throw new InvalidOperationException($"No order is {state}."),
        };
}
