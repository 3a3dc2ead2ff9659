using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Payments.Stripe;

/// <summary>An organization as Stripe's customer, and how it pays. Of a card only what is printed on receipts.</summary>
internal sealed class PayerRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary>Stripe's id of the customer, <c>cus_…</c>.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Stripe's id of the default payment method, <c>pm_…</c>; null without one.</summary>
    public string? MethodId { get; set; }

    /// <summary>Its type in Stripe's words, such as <c>card</c>.</summary>
    public string? MethodType { get; set; }

    /// <summary>The card's brand or the bank's name.</summary>
    public string? Brand { get; set; }
    public string? Last4 { get; set; }
    public int? ExpiresMonth { get; set; }
    public int? ExpiresYear { get; set; }

    /// <summary>When it was stored, by Stripe's clock: an earlier one that is told of later does not take its place.</summary>
    public DateTimeOffset? MethodAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required int Version { get; set; }
}
