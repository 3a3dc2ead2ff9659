using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;

namespace Vidimus.Certification.Verdacert;

/// <summary>How far an order is, as Verdacert's clients read it.</summary>
/// <param name="JobId">The order.</param>
/// <param name="Status"><c>created</c>, <c>paid</c>, <c>processing</c>, <c>reviewing_draft</c>, <c>in_review</c>, <c>ready</c>, <c>delivered</c>, <c>failed</c>, <c>cancelled</c> or <c>refunded</c>.</param>
/// <param name="IsSandbox">True for a sandbox key's.</param>
/// <param name="UpdatedAt">Since when it is that far.</param>
/// <param name="CreatedAt">When it was ordered.</param>
/// <param name="PromisedDeliveryAt">When the result was promised.</param>
/// <param name="Reason">Why it failed or was cancelled; null otherwise.</param>
public sealed record VerdacertJobStatus(
    string JobId,
    string Status,
    bool IsSandbox,
    DateTimeOffset UpdatedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset PromisedDeliveryAt,
    string? Reason
);

/// <summary>Tells Verdacert's clients how far an order is.</summary>
internal static class VerdacertStatus
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/status/{jobId}",
                async (HttpContext http, OrderStatus status, string jobId) =>
                    (await status.Run(jobId, http.RequestAborted)).In(Words)
            )
            .Needs(Scopes.OrdersRead)
            .Produces<VerdacertJobStatus>()
            .WithTags(VerdacertBodies.Tag)
            .WithSummary("Read how far an order is (Verdacert form)")
            .WithName("verdacertStatus");

    private static VerdacertJobStatus Words(OrderProgress progress) =>
        new(
            progress.Id,
            progress.Status,
            progress.Mode == "test",
            progress.StatusAt,
            progress.CreatedAt,
            progress.PromisedDeliveryAt,
            progress.EndReason
        );
}
