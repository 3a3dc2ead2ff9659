using Vidimus.Platform.Problems;

namespace Vidimus.Certification;

/// <summary>Refusals of the Certification module. The codes are Verdacert's where that contract names one.</summary>
public static class CertificationProblems
{
    /// <summary>There is no such order, or it is another organization's or mode's.</summary>
    public static readonly ProblemType OrderNotFound = new(
        "JOB_NOT_FOUND",
        404,
        "There is no order with this id.",
        "Use the id that the submission answered; an order is seen by its own organization and in its own mode only."
    );

    /// <summary>The organization has no way to pay stored.</summary>
    public static readonly ProblemType PaymentMethodMissing = new(
        "PAYMENT_METHOD_MISSING",
        402,
        "The organization has no payment method.",
        "An administrator of the organization adds one in the portal under Payment (/portal/payment), then repeat the request."
    );

    /// <summary>The charge was declined.</summary>
    public static readonly ProblemType PaymentFailed = new(
        "PAYMENT_FAILED",
        402,
        "The payment was declined; nothing was ordered or charged.",
        "An administrator of the organization puts another payment method in place in the portal under Payment (/portal/payment), then submit again."
    );

    /// <summary>The payment service cannot be reached, or refuses what we ask it.</summary>
    public static readonly ProblemType PaymentUnavailable = new(
        "PAYMENT_UNAVAILABLE",
        503,
        "The payment service cannot be reached at the moment.",
        "Repeat the request with the same idempotency key in a minute; nothing is ever charged twice.",
        Retryable: true
    );

    /// <summary>There is no payment service here that keeps payment methods.</summary>
    public static readonly ProblemType NoPaymentMethods = new(
        "PAYMENT_METHODS_NOT_USED",
        409,
        "This installation does not charge payment methods.",
        "Nothing is to be done: orders are free here or are invoiced. The operator chooses this in Certification:Payment:Kind."
    );

    /// <summary>More than 30 days have passed since the order.</summary>
    public static readonly ProblemType RefundWindowExpired = new(
        "REFUND_WINDOW_EXPIRED",
        409,
        "The order was created more than 30 days ago and is not refunded any more.",
        "Refunds are asked for within 30 days of the order; ask the agency in person for anything later."
    );

    /// <summary>More is asked back than is left of the price.</summary>
    public static readonly ProblemType RefundTooLarge = new(
        "REFUND_EXCEEDS_PRICE",
        409,
        "More is asked back than is left of the order's price.",
        "Ask for at most what is left: the price less what was refunded or is being refunded."
    );

    /// <summary>Nothing was paid for the order, or all of it was given back.</summary>
    public static readonly ProblemType NothingToRefund = new(
        "NOTHING_TO_REFUND",
        409,
        "There is nothing to give back: the order is not paid, or all of its price was given back.",
        "List its refunds to see what was given back; call an order that is not paid yet off instead."
    );

    /// <summary>Somebody has begun to review the order, or it has ended.</summary>
    public static readonly ProblemType NotCancellable = new(
        "ORDER_NOT_CANCELLABLE",
        409,
        "The order cannot be called off any more: its review has begun, or it has ended.",
        "Ask for its status; within 30 days of the order a refund can be asked for instead."
    );

    /// <summary>An event without Stripe's signature.</summary>
    public static readonly ProblemType EventNotSigned = new(
        "PAYMENT_EVENT_NOT_SIGNED",
        400,
        "This is no event of the payment service: its signature is missing, wrong, or older than five minutes.",
        "The signing secret of the endpoint at Stripe must stand in Certification:Payment:WebhookSecret, and the server's clock must be right."
    );
}
