using Vidimus.Platform.Http;
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

    /// <summary>The order is not that far yet.</summary>
    public static readonly ProblemType ResultNotReady = new(
        "RESULT_NOT_READY",
        409,
        "The order's result is not ready.",
        "Ask for its status until it is ready; every 15 seconds is enough.",
        Retryable: true
    );

    /// <summary>The order ended without a result.</summary>
    public static readonly ProblemType NoResult = new(
        "RESULT_NOT_AVAILABLE",
        409,
        "The order ended without a result.",
        "Read the order to see how it ended; order again if the result is still needed."
    );

    /// <summary>The address of a download is over.</summary>
    public static readonly ProblemType DownloadExpired = new(
        "DOWNLOAD_EXPIRED",
        410,
        "This address has expired.",
        "Ask for the order's result again; it answers a new address."
    );

    /// <summary>
    /// The idempotency key was used for other input: what the header of that name is answered too, with the status that
    /// Verdacert's contract has.
    /// </summary>
    internal static ProblemType IdempotencyConflict =>
        RepeatProblems.Conflict with
        {
            Status = 409,
            Message = "This idempotency key was used for an order with other input.",
            Hint =
                "Take a new idempotency key for a new order; to repeat the first one, send exactly what was sent then.",
        };

    /// <summary>A twin of the submission is being carried out.</summary>
    public static readonly ProblemType SubmissionInProgress = new(
        "SUBMISSION_IN_PROGRESS",
        409,
        "A submission with this idempotency key is being carried out.",
        "Repeat it with the same idempotency key; it answers the order once there is one.",
        Retryable: true
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

    /// <summary>There is no such certificate.</summary>
    public static readonly ProblemType CertificateNotFound = new(
        "CERTIFICATE_NOT_FOUND",
        404,
        "There is no certificate with this id.",
        "Copy the id once more from the certificate or scan its QR code; a certificate that is not found here was not issued here"
    );

    /// <summary>The result cannot become part of a certified PDF.</summary>
    public static readonly ProblemType ResultNotUsable = new(
        "RESULT_NOT_USABLE",
        422,
        "The result cannot be put into a certified PDF.",
        "Upload it as a PDF without a password, saved anew by the program that made it, or as a JPEG or PNG picture, or as text"
    );

    /// <summary>A program that joins PDFs is missing.</summary>
    public static readonly ProblemType CertifyingNotInstalled = new(
        "CERTIFYING_NOT_INSTALLED",
        503,
        "This server cannot make certified PDFs: the program qpdf was not found.",
        "Install qpdf (Debian's name) on the server, or set Certification:Certificate:Qpdf to where it is"
    );

    /// <summary>The program that joins PDFs is busy.</summary>
    public static readonly ProblemType CertifyingBusy = new(
        "CERTIFYING_BUSY",
        503,
        "Too many documents are being certified at present.",
        "Try again in a few seconds",
        Retryable: true
    );

    /// <summary>A certificate was to be revoked by somebody else than the agency that certified.</summary>
    public static readonly ProblemType CertificateNotYours = new(
        "CERTIFICATE_NOT_YOURS",
        403,
        "Only the organization that certified may revoke its certificate.",
        "Ask the agency that certified the document"
    );

    /// <summary>Somebody else certified the order meanwhile.</summary>
    public static readonly ProblemType AlreadyCertified = new(
        "ALREADY_CERTIFIED",
        409,
        "The order has a certificate already.",
        "Read the order again: its certificate is named there"
    );

    /// <summary>A document could not be fetched, or is not one that is taken.</summary>
    public static readonly ProblemType DocumentUnreadable = new(
        "DOCUMENT_UNREADABLE",
        422,
        "A document could not be fetched or is not of a type that is taken.",
        "Give a public https address that answers the file itself without redirects: a PDF, JPEG, PNG, HEIC, HEIF, TIFF or WebP of under 25 MB."
    );

    /// <summary>There is no such document, or it is another organization's or mode's.</summary>
    public static readonly ProblemType DocumentNotFound = new(
        "DOCUMENT_NOT_FOUND",
        404,
        "There is no document with this id.",
        "Use the id that the upload answered; a document is seen by its own organization and in its own mode only."
    );

    /// <summary>Its bytes were destroyed.</summary>
    public static readonly ProblemType DocumentRemoved = new(
        "DOCUMENT_REMOVED",
        410,
        "The document is no longer kept.",
        "Upload it again if it is still needed; documents are destroyed by the rule of retention or when they are deleted."
    );

    /// <summary>It belongs to an order.</summary>
    public static readonly ProblemType DocumentInUse = new(
        "DOCUMENT_IN_USE",
        409,
        "The document belongs to an order.",
        "Documents of an order are destroyed by the rule of retention after its end."
    );

    /// <summary>The file is larger than a document may be.</summary>
    public static readonly ProblemType DocumentTooLarge = new(
        "DOCUMENT_TOO_LARGE",
        413,
        "The file is larger than a document may be.",
        "Send a file of under 25 MB: scan with fewer dots, or split it."
    );

    /// <summary>Too many uploads wait for an order.</summary>
    public static readonly ProblemType DocumentsTooMany = new(
        "TOO_MANY_DOCUMENTS",
        409,
        "Too many uploaded documents of your organization wait for an order.",
        "Order with them or delete some of them; those that no order names are removed after a day."
    );

    /// <summary>The store has lost the document, or it was changed there.</summary>
    public static readonly ProblemType DocumentDamaged = new(
        "DOCUMENT_DAMAGED",
        500,
        "The document in the store is not the one that was kept.",
        "Report the request id to the operator; the log says whether the bytes are missing or were changed."
    );

    /// <summary>An event without Stripe's signature.</summary>
    public static readonly ProblemType EventNotSigned = new(
        "PAYMENT_EVENT_NOT_SIGNED",
        400,
        "This is no event of the payment service: its signature is missing, wrong, or older than five minutes.",
        "The signing secret of the endpoint at Stripe must stand in Certification:Payment:WebhookSecret, and the server's clock must be right."
    );
}
