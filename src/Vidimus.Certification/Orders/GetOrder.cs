using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>Shows an order. In the sandbox, asking is what lets it go on.</summary>
internal sealed class GetOrder(VidimusDb db, SandboxSteps steps, OrderViews views)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/orders/{id}",
                async (HttpContext http, GetOrder get, string id) =>
                    (await get.Run(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.OrdersRead)
            .Produces<Order>()
            .WithTags("Orders")
            .WithSummary("Read an order")
            .WithName("getOrder");

    public async Task<Result<Order>> Run(string id, CancellationToken cancellation)
    {
        var order = await steps.Read(id, cancellation);
        return order.Problem is { } missing
            ? missing
            : await views.Read(db, order.Value!, cancellation);
    }
}
