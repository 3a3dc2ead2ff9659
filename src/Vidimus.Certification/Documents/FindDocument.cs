using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Documents;

/// <summary>
/// Finds a document for whoever may see it: its customer, and at the desk the agency that works on its order. Of their orders customers see
/// what they gave and what was certified; drafts and results are the desk's until then.
/// </summary>
internal sealed class FindDocument(VidimusDb db, CurrentCaller caller)
{
    public async Task<DocumentRow?> Run(string id, CancellationToken cancellation)
    {
        var own = await db.Set<DocumentRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(d => d.Id == id, cancellation);
        if (own is not null && await IsCustomers(own, cancellation))
            return own;
        if (!caller.Value.May(Scopes.OrdersReview))
            return null;
        var (agency, mode) = (caller.Value.OrganizationId, caller.Value.Mode);
        return await db.Across<DocumentRow>()
            .AsNoTracking()
            .Where(d => d.Id == id && d.Mode == mode && d.OrderId != null)
            .Where(d =>
                db.Across<OrderRow>()
                    .Any(o =>
                        o.OrganizationId == d.OrganizationId
                        && o.Id == d.OrderId
                        && o.AgencyId == agency
                    )
            )
            .SingleOrDefaultAsync(cancellation);
    }

    // As the order itself shows them: a draft is the customer's where one was to be given, and came with the order.
    private async Task<bool> IsCustomers(DocumentRow row, CancellationToken cancellation) =>
        row.OrderId is null
        || row.Kind is DocumentKinds.Source or DocumentKinds.Certified
        || (
            row.Kind == DocumentKinds.Draft
            && (row.ActorKind is "key" or "member")
            && await db.Set<OrderRow>()
                .AnyAsync(
                    o =>
                        o.Id == row.OrderId
                        && o.ProductLine == QuoteInput.ReviewAndCertify
                        && row.CreatedAt <= o.CreatedAt,
                    cancellation
                )
        );
}
