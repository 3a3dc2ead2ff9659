namespace Vidimus.Certification.Payments.Stripe;

/// <summary>How an organization pays for orders.</summary>
/// <param name="Kind"><c>none</c> (orders are free here), <c>invoice</c> or <c>stripe</c> (the payment method is charged when an order is submitted).</param>
/// <param name="CanPay">Whether live orders can be submitted and live <c>vc</c> keys minted now.</param>
/// <param name="Method">The default payment method; null without one, and where none is charged.</param>
public sealed record PaymentMethod(string Kind, bool CanPay, StoredMethod? Method);

/// <summary>A stored payment method: what is printed on receipts. The rest is known to the payment service alone.</summary>
/// <param name="Type">Its type in Stripe's words, such as <c>card</c>.</param>
/// <param name="Brand">The card's brand or the bank's name; null where it has none.</param>
/// <param name="Last4">The last four digits; null where it has none.</param>
/// <param name="ExpiresMonth">The month it expires in; null where it does not.</param>
/// <param name="ExpiresYear">The year it expires in; null where it does not.</param>
/// <param name="StoredAt">Since when it is the default.</param>
public sealed record StoredMethod(
    string Type,
    string? Brand,
    string? Last4,
    int? ExpiresMonth,
    int? ExpiresYear,
    DateTimeOffset? StoredAt
)
{
    internal static StoredMethod? Of(PayerRow? row) =>
        row is { MethodId: not null }
            ? new(
                row.MethodType ?? "",
                row.Brand,
                row.Last4,
                row.ExpiresMonth,
                row.ExpiresYear,
                row.MethodAt
            )
            : null;
}

/// <summary>Where a payment method is entered.</summary>
/// <param name="Url">Stripe's page for it, to be opened in a browser by whoever enters the payment method; it leads back to the portal.</param>
/// <param name="ExpiresAt">Until when it can be used.</param>
public sealed record PaymentSetup(string Url, DateTimeOffset ExpiresAt);

/// <summary>A page of Stripe's that was completed.</summary>
/// <param name="SessionId">What Stripe calls it, <c>cs_…</c>: it stands in the address that leads back to the portal.</param>
public sealed record PaymentSetupDone(string? SessionId = null);
