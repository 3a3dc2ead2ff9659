using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments.Stripe;

/// <summary>
/// Payment through Stripe, off session with the organization's default payment method. A charge is a PaymentIntent: created unconfirmed,
/// it takes nothing; confirmed, it is taken once, since a PaymentIntent has one successful charge at most; cancelled, never.
/// </summary>
internal sealed class StripePayment(IDbContextFactory<VidimusDb> databases, StripeApi stripe)
    : IPayment
{
    public string Kind => PaymentOptions.Stripe;

    public async Task<Problem?> Ready(string organizationId, CancellationToken cancellation) =>
        await Payer(organizationId, cancellation) is { MethodId: not null }
            ? null
            : CertificationProblems.PaymentMethodMissing.With();

    public async Task<Result<string?>> Prepare(PaymentAsk ask, CancellationToken cancellation)
    {
        if (ask.Cents == 0)
            return (string?)null;
        if (await Payer(ask.OrganizationId, cancellation) is not { MethodId: { } method } payer)
            return CertificationProblems.PaymentMethodMissing;
        var made = await stripe.Post(
            "v1/payment_intents",
            // Another method makes it another request; what is never confirmed takes nothing.
            $"vidimus-{ask.OrderId}-{method}",
            [
                ("amount", StripeApi.Text(ask.Cents)),
                ("currency", ask.Currency),
                ("customer", payer.CustomerId),
                ("payment_method", method),
                ("automatic_payment_methods[enabled]", "true"),
                // Nobody is there who could be sent anywhere.
                ("automatic_payment_methods[allow_redirects]", "never"),
                ("description", $"Order {ask.OrderId}"),
                ("metadata[order]", ask.OrderId),
                ("metadata[organization]", ask.OrganizationId),
            ],
            cancellation
        );
        if (made.Ok && made.Text("id") is { } id)
            return id;
        return made is { ErrorCode: "resource_missing" }
            ? CertificationProblems.PaymentMethodMissing.With(
                "The payment service does not know the organization's payment method any more."
            )
            : StripeProblems.Unavailable(made);
    }

    public async Task<PaymentOutcome> Confirm(
        PaymentAsk ask,
        string reference,
        CancellationToken cancellation
    )
    {
        var answer = await stripe.Post(
            $"v1/payment_intents/{reference}/confirm",
            $"vidimus-{ask.OrderId}-confirm",
            [("off_session", "true")],
            cancellation
        );
        if (answer.Ok && StateOf(answer.Body) is not PaymentState.Untaken and var state)
            return new(state);
        // Whether it was taken before we heard nothing is what the intent itself says.
        if (answer.IsUnsure)
            return await Look(ask, reference, cancellation) switch
            {
                { State: PaymentState.Untaken } => new(
                    PaymentState.Unknown,
                    StripeProblems.Unsure()
                ),
                var found => found,
            };
        if (answer.Status is 401 or 403)
            return new(PaymentState.Unknown, StripeProblems.Unsure());
        // Declined, or in need of a person: what is declined now must not be taken later.
        return await Withdraw(ask, reference, cancellation) switch
        {
            { State: PaymentState.Declined } => new(
                PaymentState.Declined,
                StripeProblems.Declined(answer)
            ),
            var found => found,
        };
    }

    public async Task<PaymentOutcome> Look(
        PaymentAsk ask,
        string reference,
        CancellationToken cancellation
    )
    {
        var answer = await stripe.Get($"v1/payment_intents/{reference}", cancellation);
        if (!answer.Ok)
            return new(PaymentState.Unknown, StripeProblems.Unsure());
        var state = StateOf(answer.Body);
        return new(
            state,
            state is PaymentState.Declined or PaymentState.Untaken
                ? StripeProblems.Declined(LastError(answer.Body))
                : null
        );
    }

    public async Task<PaymentOutcome> Withdraw(
        PaymentAsk ask,
        string reference,
        CancellationToken cancellation
    )
    {
        // Without a key: Stripe would answer for a day what was so when it was first asked, and cancelling twice does no harm.
        var answer = await stripe.Post(
            $"v1/payment_intents/{reference}/cancel",
            null,
            [],
            cancellation
        );
        if (answer.Ok && StateOf(answer.Body) == PaymentState.Declined)
            return new(PaymentState.Declined);
        return await Look(ask, reference, cancellation) switch
        {
            { State: PaymentState.Untaken } => new(PaymentState.Unknown),
            var found => found,
        };
    }

    public async Task<RefundOutcome> Refund(
        PaymentAsk ask,
        string? reference,
        string refundId,
        CancellationToken cancellation
    )
    {
        if (reference is null)
            return new(PaymentState.Paid, null);
        // Stripe may forget an idempotency key after a day, and a refund may have waited longer: it is looked for by our id first.
        var before = await Refunds(reference, cancellation);
        if (before is null)
            return new(PaymentState.Unknown, null);
        if (before.FirstOrDefault(r => r.RefundId == refundId) is { } found)
            return found.Outcome;
        var answer = await stripe.Post(
            "v1/refunds",
            $"vidimus-{refundId}",
            [
                ("payment_intent", reference),
                ("amount", StripeApi.Text(ask.Cents)),
                ("metadata[refund]", refundId),
                ("metadata[order]", ask.OrderId),
            ],
            cancellation
        );
        if (answer.Ok)
            return StripeRefund.Of(answer.Body).Outcome;
        return answer.IsUnsure || answer.Status is 401 or 403
            ? new(PaymentState.Unknown, null)
            : new(PaymentState.Declined, null, StripeProblems.RefundRefused(answer));
    }

    /// <summary>All refunds of a charge; null when Stripe did not say.</summary>
    public async Task<IReadOnlyList<StripeRefund>?> Refunds(
        string reference,
        CancellationToken cancellation
    )
    {
        const int mostPages = 100;
        List<StripeRefund> all = [];
        for (var page = 0; page < mostPages; page++)
        {
            var after = all.Count > 0 ? $"&starting_after={all[^1].Id}" : "";
            var answer = await stripe.Get(
                $"v1/refunds?payment_intent={reference}&limit=100{after}",
                cancellation
            );
            if (
                !answer.Ok
                || !answer.Body.TryGetProperty("data", out var data)
                || data.ValueKind != JsonValueKind.Array
            )
                return null;
            all.AddRange(data.EnumerateArray().Select(StripeRefund.Of));
            if (
                !answer.Body.TryGetProperty("has_more", out var more)
                || more.ValueKind != JsonValueKind.True
                || data.GetArrayLength() == 0
            )
                return all;
        }
        return null;
    }

    private async Task<PayerRow?> Payer(string organizationId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Across<PayerRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(p => p.OrganizationId == organizationId, cancellation);
    }

    // docs.stripe.com/payments/paymentintents/lifecycle
    private static PaymentState StateOf(JsonElement intent) =>
        StripeAnswer.Text(intent, "status") switch
        {
            "succeeded" => PaymentState.Paid,
            "processing" => PaymentState.Pending,
            "canceled" => PaymentState.Declined,
            null => PaymentState.Unknown,
            _ => PaymentState.Untaken,
        };

    private static StripeAnswer LastError(JsonElement intent) =>
        intent.TryGetProperty("last_payment_error", out var error)
        && error.ValueKind == JsonValueKind.Object
            ? new(402, JsonSerializer.SerializeToElement(new { error }))
            : StripeAnswer.None;
}

/// <summary>A refund as Stripe has it.</summary>
/// <param name="Id">Stripe's id.</param>
/// <param name="RefundId">Ours, where we made it.</param>
/// <param name="Cents">How much.</param>
/// <param name="Status">How far it is, in Stripe's words.</param>
internal sealed record StripeRefund(string Id, string? RefundId, long Cents, string Status)
{
    /// <summary>How far it is. One that the bank asks something about is under way.</summary>
    public RefundOutcome Outcome =>
        Status switch
        {
            "succeeded" => new(PaymentState.Paid, Id),
            "failed" or "canceled" => new(
                PaymentState.Declined,
                Id,
                StripeProblems.RefundRefused(StripeAnswer.None)
            ),
            _ => new(PaymentState.Pending, Id),
        };

    public static StripeRefund Of(JsonElement refund) =>
        new(
            StripeAnswer.Text(refund, "id") ?? "",
            refund.TryGetProperty("metadata", out var metadata)
                ? StripeAnswer.Text(metadata, "refund")
                : null,
            StripeAnswer.Number(refund, "amount") ?? 0,
            StripeAnswer.Text(refund, "status") ?? ""
        );
}
