using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Documents;

/// <summary>Makes uploaded documents those of an order.</summary>
internal static class AttachDocuments
{
    /// <summary>
    /// Inside the unit that writes the order: each must be an upload of the unit's organization and mode that belongs to no order and was not
    /// removed; otherwise the refusal names its field, and it is the same for what is not there and what is another's. A document that is
    /// named twice is refused too.
    /// </summary>
    /// <param name="unit">The unit of the order, in the customer's name.</param>
    /// <param name="documents">The documents, in the order in which they stand in the request.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="kind"><c>source</c> or <c>draft</c>.</param>
    /// <param name="first">Position of the first of them.</param>
    public static Task<Result<IReadOnlyList<DocumentRow>>> Attach(
        Unit unit,
        IReadOnlyList<DocumentId> documents,
        string orderId,
        string kind,
        int first
    ) => throw new NotImplementedException();
}
