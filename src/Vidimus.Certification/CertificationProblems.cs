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
    );
}
