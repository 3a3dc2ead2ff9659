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

    /// <summary>The bytes of a certified PDF were destroyed.</summary>
    public static readonly ProblemType CertifiedPdfRemoved = new(
        "CERTIFIED_PDF_REMOVED",
        410,
        "The certified PDF is no longer kept here.",
        "Use the copy that was downloaded; it can still be verified by its certificate"
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
}
