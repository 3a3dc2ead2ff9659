using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments;

/// <summary>Lists the refunds of an order, the first one first.</summary>
internal sealed class ListRefunds(VidimusDb db, Cursors cursors)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/orders/{id}/refunds",
                async (
                    HttpContext http,
                    ListRefunds list,
                    string id,
                    string? cursor,
                    string? limit
                ) => (await list.Run(id, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.OrdersRead)
            .Produces<Page<Refund>>()
            .WithTags("Orders")
            .WithSummary("List an order's refunds")
            .WithName("listRefunds");

    public async Task<Result<Page<Refund>>> Run(
        string orderId,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var after = "";
        if (cursor is not null && !cursors.TryRead("refunds", cursor, out after))
            return PlatformProblems.InvalidCursor;
        var order = await db.Set<OrderRow>()
            .SingleOrDefaultAsync(o => o.Id == orderId, cancellation);
        if (order is null)
            return CertificationProblems.OrderNotFound;
        var rows = await db.Set<RefundRow>()
            .Where(r => r.OrderId == orderId && string.Compare(r.Id, after) > 0)
            .OrderBy(r => r.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(size, r => r.View(order), r => cursors.Make("refunds", r.Id));
    }
}
