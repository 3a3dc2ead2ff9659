using Vidimus.Access.Keys;
using Vidimus.Certification.Payments.Stripe;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments;

/// <summary>
/// The forms of payment by name: an order is refunded in the form in which it was paid, whatever the operator has chosen since.
/// </summary>
internal sealed class PaymentKinds(PaymentOptions options, StripePayment stripe) : ILivePayment
{
    private readonly NoCharge _none = new(PaymentOptions.None);
    private readonly NoCharge _invoice = new(PaymentOptions.Invoice);

    /// <summary>The form that new orders are paid in.</summary>
    public IPayment Current => Of(options.Kind);

    public IPayment Of(string kind) =>
        kind switch
        {
            PaymentOptions.Stripe => stripe,
            PaymentOptions.Invoice => _invoice,
            _ => _none,
        };

    public Task<Problem?> Ready(string organizationId, CancellationToken cancellation) =>
        Current.Ready(organizationId, cancellation);
}
