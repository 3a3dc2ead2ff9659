using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Documents;

/// <summary>Makes uploaded documents those of an order.</summary>
internal static class AttachDocuments
{
    /// <summary>
    /// Inside the unit that writes the order, which gives each its place: each must be an upload of the unit's organization and mode that belongs to no order and was not
    /// removed; otherwise the refusal names its field, and it is the same for what is not there and what is another's. A document that is
    /// named twice is refused too.
    /// </summary>
    /// <param name="unit">The unit of the order, in the customer's name.</param>
    /// <param name="documents">The documents, in the order in which they stand in the request.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="kind"><c>source</c> or <c>draft</c>.</param>
    public static async Task<Result<IReadOnlyList<DocumentRow>>> Attach(
        Unit unit,
        IReadOnlyList<DocumentId> documents,
        string orderId,
        string kind
    )
    {
        var ids = documents.Select(d => d.Id).Distinct(StringComparer.Ordinal).ToList();
        var rows = await unit
            .Db.Set<DocumentRow>()
            .Where(d => ids.Contains(d.Id))
            .ToDictionaryAsync(d => d.Id, StringComparer.Ordinal);
        var attached = new List<DocumentRow>(documents.Count);
        foreach (var (field, id) in documents)
        {
            if (!rows.TryGetValue(id, out var row))
                return CertificationProblems.DocumentNotFound.With(field: field);
            if (row.RemovedAt is not null)
                return CertificationProblems.DocumentRemoved.With(field: field);
            if (row.OrderId is not null)
                return CertificationProblems.DocumentInUse.With(field: field);
            row.OrderId = orderId;
            row.Kind = kind;
            // Two orders that name it at once: the token lets one of them through, and the other looks again.
            row.Version++;
            attached.Add(row);
        }
        return attached;
    }
}
