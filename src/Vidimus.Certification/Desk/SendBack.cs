using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>Sends a translation back with what is to be changed; whoever claims the order next goes on with what is there.</summary>
internal sealed class SendBack(DeskWork work, DeskNotes notes, TimeProvider clock)
{
    private const int Longest = 2000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/desk/orders/{id}/send-back",
                (HttpContext http, SendBack send, string id) =>
                    http.Take<DeskReasonRequest, DeskOrder>(
                        200,
                        r => send.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersReview)
            .Accepts<DeskReasonRequest>("application/json")
            .Produces<DeskOrder>()
            .WithTags("Desk")
            .WithSummary("Send a translation back for another draft")
            .WithName("sendBackDeskOrder");

    public async Task<Result<DeskOrder>> Run(
        string id,
        DeskReasonRequest request,
        CancellationToken cancellation
    )
    {
        var fields = DeskWork
            .Named(request.Version)
            .Text("reason", request.Reason, Longest, required: true, multiline: true);
        if (fields.Problem is { } wrong)
            return wrong;
        return await work.Take(
            id,
            request.Version,
            DeskSteps.SendBack,
            change =>
            {
                var (unit, order, actor, _) = change;
                (order.ReviewerId, order.ClaimedAt) = (null, null);
                OrderSteps.Move(unit, order, OrderStates.Processing, clock.GetUtcNow());
                notes.Add(unit, order.Id, DeskNotes.SentBack, actor.MemberId, request.Reason);
                change.State(ReviewFacts.SentBack);
                return Task.FromResult<Problem?>(null);
            },
            cancellation
        );
    }
}
