namespace Vidimus.Certification.Payments;

/// <summary>A refund to be made.</summary>
/// <param name="AmountCents">How much; left out for all that is left of the price.</param>
public sealed record RefundRequest(long? AmountCents)
{
    /// <summary>All that is left.</summary>
    public RefundRequest()
        : this(AmountCents: null) { }
}

/// <summary>What was given back of an order's price, or is being given back.</summary>
/// <param name="Id"><c>rfd_…</c></param>
/// <param name="OrderId">The order.</param>
/// <param name="AmountCents">How much.</param>
/// <param name="Currency">In what, as ISO 4217 names it, in lower case.</param>
/// <param name="State"><c>pending</c>, <c>succeeded</c>, <c>failed</c> (the amount can be asked for again) or <c>void</c> (nothing had been taken).</param>
/// <param name="Failure">Why it failed; null otherwise.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="SettledAt">When it succeeded or failed; null while it is pending.</param>
/// <param name="OrderStatus">The order's status: <c>refunded</c> once all of its price was given back.</param>
/// <param name="OrderRefundedCents">What was given back of the order altogether, or is being given back.</param>
public sealed record Refund(
    string Id,
    string OrderId,
    long AmountCents,
    string Currency,
    string State,
    string? Failure,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SettledAt,
    string OrderStatus,
    long OrderRefundedCents
);

/// <summary>An order that was called off.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Status"><c>cancelled</c>, or <c>refunded</c> once all of its price was given back.</param>
/// <param name="StatusAt">Since when.</param>
/// <param name="Refund">What is given back; null where nothing was paid.</param>
public sealed record CancelledOrder(
    string OrderId,
    string Status,
    DateTimeOffset StatusAt,
    Refund? Refund
);
