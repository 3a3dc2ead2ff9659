using Vidimus.Platform.Facts;

namespace Vidimus.Webhooks;

/// <summary>
/// Kinds of events that nothing states yet: an endpoint may ask for them already, and hears of them once the part of the
/// server that they belong to is there.
/// </summary>
internal static class EventsToCome
{
    private const string AnOrder = "ord_01kb0c5q7me1vtgy7m3a8r2xws";
    private const string APolicy = "pol_01kb0c5q7me1vtgy7m3a8r2xwt";
    private const string NoOrders = "This server takes no orders yet.";
    private const string NoPolicies = "This server holds no policies yet.";

    public static readonly EventType OrderCreated = Order(
        "order.created",
        "An order was submitted.",
        "created",
        null
    );

    public static readonly EventType OrderPaid = Order(
        "order.paid",
        "An order's charge was confirmed.",
        "paid",
        "created"
    );

    public static readonly EventType OrderProcessing = Order(
        "order.processing",
        "Work on an order has begun.",
        "processing",
        "paid"
    );

    public static readonly EventType OrderReviewingDraft = Order(
        "order.reviewing_draft",
        "The customer's own draft is being reviewed.",
        "reviewing_draft",
        "processing"
    );

    public static readonly EventType OrderInReview = Order(
        "order.in_review",
        "An order's result is being reviewed.",
        "in_review",
        "processing"
    );

    public static readonly EventType OrderReady = Order(
        "order.ready",
        "An order's result is available.",
        "ready",
        "in_review"
    );

    public static readonly EventType OrderDelivered = Order(
        "order.delivered",
        "The customer fetched an order's result.",
        "delivered",
        "ready"
    );

    public static readonly EventType OrderFailed = Order(
        "order.failed",
        "An order failed.",
        "failed",
        "processing"
    );

    public static readonly EventType OrderCancelled = Order(
        "order.cancelled",
        "An order was cancelled.",
        "cancelled",
        "created"
    );

    public static readonly EventType OrderRefunded = Order(
        "order.refunded",
        "An order was refunded in full.",
        "refunded",
        "delivered"
    );

    public static readonly EventType PolicyCreated = Policy(
        "policy.created",
        "A policy was published."
    );

    public static readonly EventType PolicyUpdated = Policy(
        "policy.updated",
        "A policy was changed."
    );

    public static readonly EventType PolicyRetired = Policy(
        "policy.retired",
        "A policy is no longer in force."
    );

    public static readonly EventType PolicyCodesChanged = Policy(
        "policy.codes_changed",
        "The codes that a policy covers were changed."
    );

    public static readonly EventType PolicyCriteriaChanged = Policy(
        "policy.criteria_changed",
        "A policy's criteria were changed."
    );

    public static readonly EventType ComplianceAcknowledged = new(
        "compliance.acknowledged",
        "Somebody acknowledged a change of a policy.",
        "policy",
        APolicy
    )
    {
        Contract = EventContract.Verity,
        NotYet = NoPolicies,
    };

    private static EventType Order(string kind, string meaning, string status, string? before) =>
        new(
            kind,
            meaning,
            "order",
            AnOrder,
            ("status", status),
            ("previousStatus", before ?? "=null")
        )
        {
            Contract = EventContract.Verdacert,
            NotYet = NoOrders,
        };

    private static EventType Policy(string kind, string meaning) =>
        new(kind, meaning, "policy", APolicy)
        {
            Contract = EventContract.Verity,
            NotYet = NoPolicies,
        };
}
