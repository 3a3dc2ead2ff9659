using Vidimus.Platform.Facts;

namespace Vidimus.Certification;

/// <summary>Events about orders. Each names the key by which the order was submitted, whoever moved it on, so that they reach that key's endpoint.</summary>
internal static class CertificationEvents
{
    private const string AnOrder = "ord_01kb0c5q7me1vtgy7m3a8r2xws";
    private const string AKey = "key_01kb0c5q7me1vtgy7m3a8r2xwd";

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

    private static EventType Order(string kind, string meaning, string status, string? before) =>
        new(
            kind,
            meaning,
            "order",
            AnOrder,
            ("status", status),
            ("previousStatus", before ?? "=null"),
            ("key", AKey)
        )
        {
            Contract = EventContract.Verdacert,
        };
}
