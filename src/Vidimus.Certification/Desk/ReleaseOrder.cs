using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>Leaves an order to others; whoever administers members takes it away from a reviewer so. What was written stays.</summary>
internal sealed class ReleaseOrder(DeskWork work, DeskNotes notes)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/desk/orders/{id}/release",
                (HttpContext http, ReleaseOrder release, string id) =>
                    http.Take<DeskStepRequest, DeskOrder>(
                        200,
                        r => release.Run(id, r.Version, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersReview)
            .Accepts<DeskStepRequest>("application/json")
            .Produces<DeskOrder>()
            .WithTags("Desk")
            .WithSummary("Leave an order to other reviewers")
            .WithName("releaseDeskOrder");

    public Task<Result<DeskOrder>> Run(string id, int? version, CancellationToken cancellation) =>
        work.Take(
            id,
            version,
            DeskSteps.Release,
            change =>
            {
                var (unit, order, actor, _) = change;
                change.State(ReviewFacts.Released, ("reviewer", order.ReviewerId));
                (order.ReviewerId, order.ClaimedAt) = (null, null);
                order.Version++;
                notes.Add(unit, order.Id, DeskNotes.Released, actor.MemberId);
                return Task.FromResult<Problem?>(null);
            },
            cancellation
        );
}
