using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>Begins working on an order. Of all who try at once, on whatever node, one does.</summary>
internal sealed class ClaimOrder(DeskWork work, DeskNotes notes, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/desk/orders/{id}/claim",
                (HttpContext http, ClaimOrder claim, string id) =>
                    http.Take<DeskStepRequest, DeskOrder>(
                        200,
                        r => claim.Run(id, r.Version, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersReview)
            .Accepts<DeskStepRequest>("application/json")
            .Produces<DeskOrder>()
            .WithTags("Desk")
            .WithSummary("Begin working on an order")
            .WithName("claimDeskOrder");

    public Task<Result<DeskOrder>> Run(string id, int? version, CancellationToken cancellation) =>
        work.Take(
            id,
            version,
            DeskSteps.Claim,
            change =>
            {
                var (unit, order, actor, _) = change;
                var now = clock.GetUtcNow();
                order.ReviewerId = actor.MemberId;
                order.ClaimedAt = now;
                if (order.State == OrderStates.Paid)
                    OrderSteps.Move(unit, order, First(order), now);
                else
                    order.Version++;
                notes.Add(unit, order.Id, DeskNotes.Claimed, actor.MemberId);
                change.State(ReviewFacts.Claimed);
                return Task.FromResult<Problem?>(null);
            },
            cancellation
        );

    private static string First(OrderRow order) =>
        order.ProductLine == "review_and_certify"
            ? OrderStates.ReviewingDraft
            : OrderStates.Processing;
}
