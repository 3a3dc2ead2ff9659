using Vidimus.Platform.Facts;

namespace Vidimus.Certification;

/// <summary>Events about orders. Each names the key by which the order was submitted, whoever moved it on, so that they reach that key's endpoint.</summary>
internal static class CertificationEvents
{
    private const string AnOrder = "ord_01kb0c5q7me1vtgy7m3a8r2xws";
    private const string ACertificate = "vcrt_5v2m8x0q7hj3k9r4t6w1yabcde";
    private const string ADigest =
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
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

    public static readonly EventType CertificateIssued = new(
        "certificate.issued",
        "An order's result was certified.",
        "certificate",
        ACertificate,
        ("order", AnOrder),
        ("digest", ADigest),
        ("credential", "vc_01kb0c5q7me1vtgy7m3a8r2xwf")
    );

    public static readonly EventType CertificateRevoked = new(
        "certificate.revoked",
        "A certificate was revoked by the agency that had certified.",
        "certificate",
        ACertificate,
        ("order", AnOrder),
        ("digest", ADigest)
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
