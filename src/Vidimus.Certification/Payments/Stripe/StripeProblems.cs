using System.Collections.Frozen;
using System.Text.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments.Stripe;

/// <summary>Stripe's refusals in our own words: what happened, and what the customer can do about it.</summary>
internal static class StripeProblems
{
    // What tells a thief that a card was reported is told to nobody (docs.stripe.com/declines/codes).
    private static readonly FrozenSet<string> NotTold = FrozenSet.Create(
        StringComparer.Ordinal,
        "fraudulent",
        "lost_card",
        "stolen_card",
        "pickup_card",
        "restricted_card",
        "security_violation",
        "merchant_blacklist"
    );

    private static readonly FrozenDictionary<string, string> Meanings = new Dictionary<
        string,
        string
    >(StringComparer.Ordinal)
    {
        ["insufficient_funds"] = "there is not enough money on the account",
        ["expired_card"] = "the card has expired",
        ["authentication_required"] = "the bank wants the cardholder to confirm the payment",
        ["card_velocity_exceeded"] = "the card's limit is reached",
        ["withdrawal_count_limit_exceeded"] = "the card's limit is reached",
        ["do_not_honor"] = "the bank declined without saying why",
        ["generic_decline"] = "the bank declined without saying why",
        ["try_again_later"] = "the bank asks to try again later",
        ["processing_error"] = "the bank could not process it",
        ["issuer_not_available"] = "the bank could not be reached",
    }.ToFrozenDictionary();

    public static Problem Declined(StripeAnswer answer)
    {
        var code = answer.DeclineCode ?? answer.ErrorCode ?? "generic_decline";
        if (NotTold.Contains(code))
            code = "generic_decline";
        var meaning = Meanings.GetValueOrDefault(code, "the payment service declined it");
        var problem = CertificationProblems.PaymentFailed.With(
            $"The payment was declined: {meaning} ({code}). Nothing was ordered or charged.",
            hint: code == "authentication_required"
                ? "An administrator of the organization adds the payment method anew in the portal under Payment (/portal/payment), which has the bank confirm it, or another one; then submit again."
                : null
        );
        return problem with
        {
            Particulars = new(StringComparer.Ordinal)
            {
                ["declineCode"] = JsonSerializer.SerializeToElement(code),
            },
        };
    }

    public static Problem Unavailable(StripeAnswer answer) =>
        CertificationProblems.PaymentUnavailable.With(
            answer.Status switch
            {
                0 => "The payment service gave no answer; nothing was charged.",
                401 or 403 =>
                    "The payment service does not take this server's key; nothing was charged. Its operator has to look at the settings.",
                _ => "The payment service could not do what it was asked; nothing was charged.",
            }
        ) with
        {
            RetryAfterSeconds = 30,
        };

    /// <summary>A charge was asked for, and nobody said what became of it.</summary>
    public static Problem Unsure() =>
        CertificationProblems.PaymentUnavailable.With(
            "The payment service gave no answer; what became of the charge is being found out."
        ) with
        {
            RetryAfterSeconds = 30,
        };

    public static Problem RefundRefused(StripeAnswer answer) =>
        CertificationProblems.PaymentFailed.With(
            answer.ErrorCode == "charge_already_refunded"
                ? "The charge has been given back already."
                : "The payment service or the bank refused to give the amount back."
        );
}
