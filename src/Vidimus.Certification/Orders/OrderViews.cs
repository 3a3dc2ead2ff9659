using Microsoft.EntityFrameworkCore;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Orders;

/// <summary>Orders as their customers see them: a test order as it is at this moment, whatever was written down of it.</summary>
internal sealed class OrderViews(DocumentVault vault, DatabaseClock time)
{
    /// <summary>With its documents; the context is the customer's.</summary>
    public async Task<Order> Read(VidimusDb db, OrderRow order, CancellationToken cancellation) =>
        (await Read(db, [order], cancellation))[0];

    /// <summary>As above, for several; each row has to be nobody else's, since it is brought up to this moment.</summary>
    public async Task<IReadOnlyList<Order>> Read(
        VidimusDb db,
        IReadOnlyList<OrderRow> orders,
        CancellationToken cancellation
    )
    {
        if (orders.Any(o => o.Mode == "test"))
        {
            var now = await time.Now(db, cancellation);
            foreach (var order in orders)
                SandboxClock.Show(order, now);
        }
        var ids = orders.Select(o => o.Id).ToList();
        var documents = (
            await db
                .Documents.AsNoTracking()
                .Where(d => d.OrderId != null && ids.Contains(d.OrderId))
                .ToListAsync(cancellation)
        ).ToLookup(d => d.OrderId);
        return [.. orders.Select(o => Of(o, documents[o.Id]))];
    }

    /// <summary>As it stands in the row.</summary>
    public Order Of(OrderRow row, IEnumerable<DocumentRow> documents)
    {
        var input = QuoteInput.Read(row.Input);
        return new(
            row.Id,
            row.Mode,
            row.QuoteId,
            row.State,
            row.StateAt,
            row.ProductLine,
            row.SourceLanguage,
            row.TargetLanguage,
            input.UseCase,
            input.DocumentType,
            row.SpeedTier,
            row.PageCount,
            input.AddOns,
            row.TotalCents,
            row.Currency,
            row.RefundedCents,
            row.PaymentKind,
            row.IdempotencyKey,
            row.KeyId,
            row.CreatedAt,
            row.DueAt,
            row.PaidAt,
            row.ReadyAt,
            row.DeliveredAt,
            row.EndReason,
            row.CertificateId,
            [
                .. documents
                    .Where(d => IsCustomers(row, d))
                    .OrderBy(d =>
                        d.Kind is "source" ? 0
                        : d.Kind is "draft" ? 1
                        : 2
                    )
                    .ThenBy(d => d.Position)
                    .Select(Of),
            ]
        );
    }

    public static OrderProgress Progress(OrderRow row) =>
        new(row.Id, row.Mode, row.State, row.StateAt, row.CreatedAt, row.DueAt, row.EndReason);

    // What machines and reviewers write on the way is the agency's.
    private static bool IsCustomers(OrderRow order, DocumentRow document) =>
        document.Kind switch
        {
            "source" or "certified" => true,
            "draft" => order.ProductLine == QuoteInput.ReviewAndCertify
                && document.ActorKind is "key" or "member"
                && document.CreatedAt <= order.CreatedAt,
            _ => false,
        };

    private OrderDocument Of(DocumentRow row) =>
        new(
            row.Id,
            row.Kind,
            vault.NameOf(row),
            row.MediaType,
            row.Size,
            row.Sha256,
            row.Pages,
            row.RemovedAt
        );
}
