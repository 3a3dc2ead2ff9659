using Vidimus.Platform.Outgoing;

namespace Vidimus.Certification.Payments;

/// <summary>How orders are paid. Section <c>Certification:Payment</c>.</summary>
public sealed class PaymentOptions
{
    /// <summary>Nothing is paid.</summary>
    public const string None = "none";

    /// <summary>Orders are on account, and invoiced by the operator.</summary>
    public const string Invoice = "invoice";

    /// <summary>Orders are charged through Stripe when they are submitted.</summary>
    public const string Stripe = "stripe";

    /// <summary>The configuration section that holds these settings.</summary>
    public const string Section = "Certification:Payment";

    /// <summary><c>none</c>, <c>invoice</c> or <c>stripe</c>.</summary>
    public string Kind { get; set; } = None;

    /// <summary>Stripe's secret key, or a restricted one; needed for <c>stripe</c>, and to refund what was charged by it before.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>The secret by which Stripe signs its events; two, separated by a space, while one is being replaced.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>Where Stripe's API is.</summary>
    public string ApiUrl { get; set; } = "https://api.stripe.com";

    /// <summary>Time for one call to Stripe; a call that fails is made up to three times.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>True when Stripe can be asked, be it only about earlier orders.</summary>
    internal bool KnowsStripe => SecretKey.Length > 0;

    internal string[] WebhookSecrets =>
        WebhookSecret.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>These options; throws with what to do when one of them cannot be meant.</summary>
    public PaymentOptions Checked()
    {
        Demand(
            Kind is None or Invoice or Stripe,
            nameof(Kind),
            $"is '{Kind}'; it must be none, invoice or stripe"
        );
        if (Kind != Stripe && !KnowsStripe)
            return this;
        Demand(
            SecretKey.StartsWith("sk_", StringComparison.Ordinal)
                || SecretKey.StartsWith("rk_", StringComparison.Ordinal),
            nameof(SecretKey),
            "must be Stripe's secret key (sk_…) or a restricted one (rk_…); its publishable key (pk_…) is not used here"
        );
        Demand(
            WebhookSecrets is { Length: 1 or 2 } secrets
                && secrets.All(s => s.StartsWith("whsec_", StringComparison.Ordinal)),
            nameof(WebhookSecret),
            "must be the signing secret (whsec_…) of the endpoint that Stripe's dashboard shows for /stripe/events"
        );
        // Whoever could listen to the calls would have the secret key.
        Demand(
            OperatorHttp.Address(ApiUrl) is { } url
                && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback),
            nameof(ApiUrl),
            $"is '{ApiUrl}'; it must be an https address, such as https://api.stripe.com"
        );
        Demand(
            CallTimeout >= TimeSpan.FromMilliseconds(100) && CallTimeout <= TimeSpan.FromMinutes(1),
            nameof(CallTimeout),
            "must be between 0.1 and 60 seconds"
        );
        return this;
    }

    private static void Demand(bool right, string name, string message)
    {
        if (!right)
            throw new InvalidOperationException($"The setting {Section}:{name} {message}.");
    }
}
