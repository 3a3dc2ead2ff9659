using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>Hands a translation over for review. Where another has to review it, the order is free for others from then on.</summary>
internal sealed class SubmitForReview(DeskWork work, DeskNotes notes, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/desk/orders/{id}/submit",
                (HttpContext http, SubmitForReview submit, string id) =>
                    http.Take<DeskStepRequest, DeskOrder>(
                        200,
                        r => submit.Run(id, r.Version, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersReview)
            .Accepts<DeskStepRequest>("application/json")
            .Produces<DeskOrder>()
            .WithTags("Desk")
            .WithSummary("Hand a translation over for review")
            .WithName("submitDeskOrder");

    public Task<Result<DeskOrder>> Run(string id, int? version, CancellationToken cancellation) =>
        work.Take(
            id,
            version,
            DeskSteps.Submit,
            change =>
            {
                var (unit, order, actor, facts) = change;
                if (facts.FourEyes)
                    (order.ReviewerId, order.ClaimedAt) = (null, null);
                OrderSteps.Move(unit, order, OrderStates.InReview, clock.GetUtcNow());
                notes.Add(
                    unit,
                    order.Id,
                    DeskNotes.Submitted,
                    actor.MemberId,
                    documentId: facts.Result!.Id
                );
                change.State(ReviewFacts.Submitted, ("document", facts.Result.Id));
                return Task.FromResult<Problem?>(null);
            },
            cancellation
        );
}
