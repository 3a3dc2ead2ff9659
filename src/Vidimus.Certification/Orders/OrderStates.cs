namespace Vidimus.Certification.Orders;

/// <summary>The states of an order, and which follows which.</summary>
internal static class OrderStates
{
    /// <summary>Submitted; its charge is not confirmed yet.</summary>
    public const string Created = "created";

    /// <summary>Its charge is confirmed, or nothing is charged at this point.</summary>
    public const string Paid = "paid";

    /// <summary>A translation is being made.</summary>
    public const string Processing = "processing";

    /// <summary>The customer's own draft is being reviewed.</summary>
    public const string ReviewingDraft = "reviewing_draft";

    /// <summary>The translation is being reviewed.</summary>
    public const string InReview = "in_review";

    /// <summary>The certified document is there.</summary>
    public const string Ready = "ready";

    /// <summary>The customer fetched it.</summary>
    public const string Delivered = "delivered";

    /// <summary>It could not be done.</summary>
    public const string Failed = "failed";

    /// <summary>Called off before it was ready.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>All of its price was given back.</summary>
    public const string Refunded = "refunded";

    /// <summary>Every state, in the order in which they are described.</summary>
    public static readonly string[] All =
    [
        Created,
        Paid,
        Processing,
        ReviewingDraft,
        InReview,
        Ready,
        Delivered,
        Failed,
        Cancelled,
        Refunded,
    ];

    /// <summary>Whether an order may go from the first state to the second.</summary>
    public static bool MayFollow(string from, string to) =>
        (from, to) switch
        {
            (Created, Paid or Failed or Cancelled or Refunded) => true,
            (Paid, Processing or ReviewingDraft or Failed or Cancelled or Refunded) => true,
            // Back to processing: sent back for another draft.
            (Processing, InReview or Failed or Cancelled or Refunded) => true,
            (InReview, Processing or Ready or Failed or Cancelled or Refunded) => true,
            (ReviewingDraft, Ready or Failed or Cancelled or Refunded) => true,
            (Ready, Delivered or Refunded) => true,
            (Delivered or Failed or Cancelled, Refunded) => true,
            _ => false,
        };

    /// <summary>Whether somebody may still be working on it.</summary>
    public static bool IsOpen(string state) =>
        state is Created or Paid or Processing or ReviewingDraft or InReview;
}
