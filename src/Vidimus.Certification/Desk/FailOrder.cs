using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>Ends an order that cannot be done, and tells the customer why in the reviewer's words. What was paid can be given back from then on.</summary>
internal sealed class FailOrder(DeskWork work, DeskNotes notes, TimeProvider clock)
{
    private const int Longest = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/desk/orders/{id}/fail",
                (HttpContext http, FailOrder fail, string id) =>
                    http.Take<DeskReasonRequest, DeskOrder>(
                        200,
                        r => fail.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersReview)
            .Accepts<DeskReasonRequest>("application/json")
            .Produces<DeskOrder>()
            .WithTags("Desk")
            .WithSummary("End an order that cannot be done, with a reason for the customer")
            .WithName("failDeskOrder");

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
            DeskSteps.Fail,
            change =>
            {
                var (unit, order, actor, _) = change;
                OrderSteps.Move(unit, order, OrderStates.Failed, clock.GetUtcNow(), request.Reason);
                notes.Add(unit, order.Id, DeskNotes.Failed, actor.MemberId, request.Reason);
                change.State(ReviewFacts.Failed);
                return Task.FromResult<Problem?>(null);
            },
            cancellation
        );
    }
}
