using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Certification.Payments;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>
/// Ends an order that cannot be done, and tells the customer why in the reviewer's words. Its end and the refund of what is left of its
/// price are one change; the reviewer does not wait until the payment service has carried that out.
/// </summary>
internal sealed class FailOrder(
    DeskWork work,
    DeskNotes notes,
    Refunding refunding,
    TimeProvider clock
)
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
            .WithDescription("All that is left of its price is given back to the customer.")
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
            async change =>
            {
                var (unit, order, actor, _) = change;
                OrderSteps.Move(unit, order, OrderStates.Failed, clock.GetUtcNow(), request.Reason);
                notes.Add(unit, order.Id, DeskNotes.Failed, actor.MemberId, request.Reason);
                change.State(ReviewFacts.Failed);
                // At the desk every order is paid, if not nothing was charged for it; what was given back before stays that.
                var left = order.TotalCents - order.RefundedCents;
                if (left > 0)
                    await refunding.Leave(unit, order, left, RefundSteps.OfFailure);
                return null;
            },
            cancellation
        );
    }
}
