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
