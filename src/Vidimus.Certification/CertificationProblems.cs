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

    /// <summary>There is no such quote, or the order is for something else than was quoted.</summary>
    public static readonly ProblemType InvalidQuote = new(
        "INVALID_QUOTE",
        400,
        "There is no such quote.",
        "Use the quoteId that a quote answered, with a key of the same organization and environment, or ask for a new quote."
    );

    /// <summary>The quote binds no more.</summary>
    public static readonly ProblemType QuoteExpired = new(
        "QUOTE_EXPIRED",
        410,
        "The quote has expired.",
        "Ask for a new quote, which is free, and submit with it."
    );

    /// <summary>There is no such quote, or it is another organization's or mode's.</summary>
    public static readonly ProblemType QuoteNotFound = new(
        "QUOTE_NOT_FOUND",
        404,
        "There is no quote with this id.",
        "Use the id that the quote answered; old quotes are removed, and a new one is free."

    /// <summary>The order is not that far yet.</summary>
    public static readonly ProblemType ResultNotReady = new(
        "RESULT_NOT_READY",
        409,
        "The order's result is not ready.",
        "Ask for its status until it is ready; every 15 seconds is enough.",
        Retryable: true
    );

    /// <summary>The idempotency key was used for other input.</summary>
    public static readonly ProblemType IdempotencyConflict = new(
        "IDEMPOTENCY_CONFLICT",
        409,
        "This idempotency key was used for an order with other input.",
        "Take a new idempotency key for a new order; to repeat the first one, send exactly what was sent then."
    );

    /// <summary>A twin of the submission is being carried out.</summary>
    public static readonly ProblemType SubmissionInProgress = new(
        "SUBMISSION_IN_PROGRESS",
        409,
        "A submission with this idempotency key is being carried out.",
        "Repeat it with the same idempotency key; it answers the order once there is one.",
        Retryable: true
    );
}
