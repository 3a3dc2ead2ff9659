using Vidimus.Access;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments.Stripe;

/// <summary>
/// Asks Stripe for what entering a payment method needs: a customer, and a page of its own (Checkout in setup mode), so that no foreign script
/// runs in ours and no number of a card comes here.
/// </summary>
internal sealed class StripeSetup(
    StripeApi stripe,
    AccessOptions access,
    CertificationOptions options,
    TimeProvider clock
)
{
    public async Task<Result<string>> NewCustomer(
        string organizationId,
        CancellationToken cancellation
    )
    {
        var made = await stripe.Post(
            "v1/customers",
            $"vidimus-{organizationId}-customer",
            [
                ("description", $"Organization {organizationId}"),
                ("metadata[organization]", organizationId),
            ],
            cancellation
        );
        return made.Ok && made.Text("id") is { } id ? id : StripeProblems.Unavailable(made);
    }

    public PayerRow Row(string organizationId, string customerId) =>
        new()
        {
            OrganizationId = organizationId,
            CustomerId = customerId,
            CreatedAt = clock.GetUtcNow(),
            Version = 1,
        };

    public async Task<Result<PaymentSetup>> NewPage(
        string organizationId,
        string customerId,
        CancellationToken cancellation
    )
    {
        var back = $"{access.BaseUrl}/portal/payment";
        var made = await stripe.Post(
            "v1/checkout/sessions",
            null,
            [
                ("mode", "setup"),
                ("customer", customerId),
                // The kinds of payment methods that the operator has turned on at Stripe for this currency.
                ("currency", options.Currency),
                ("success_url", $"{back}?session={{CHECKOUT_SESSION_ID}}"),
                ("cancel_url", back),
                ("client_reference_id", organizationId),
            ],
            cancellation
        );
        if (!made.Ok || made.Text("url") is not { } url)
            return StripeProblems.Unavailable(made);
        var ends = StripeAnswer.Number(made.Body, "expires_at");
        return new PaymentSetup(
            url,
            ends is { } at ? DateTimeOffset.FromUnixTimeSeconds(at) : clock.GetUtcNow().AddHours(24)
        );
    }

    /// <summary>What was set up on a page, which has to be this customer's.</summary>
    public async Task<Result<string>> IntentOf(
        string sessionId,
        string? customerId,
        CancellationToken cancellation
    )
    {
        var session = await stripe.Get($"v1/checkout/sessions/{sessionId}", cancellation);
        if (session.IsUnsure || session.Status is 401 or 403)
            return StripeProblems.Unavailable(session);
        return
            session.Ok
            && session.Text("setup_intent") is { } intent
            && customerId is not null
            && session.Text("customer") == customerId
            ? intent
            : PlatformProblems.NotFound.With(
                "There is no such page of this organization's.",
                "sessionId"
            );
    }
}
