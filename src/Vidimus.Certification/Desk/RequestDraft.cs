using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Desk.Drafts;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>Has a machine try a draft once more, after it failed or where the setting was made later.</summary>
internal sealed class RequestDraft(DeskWork work, DatabaseClock time)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/desk/orders/{id}/draft",
                (HttpContext http, RequestDraft request, string id) =>
                    http.Take<DeskStepRequest, DeskOrder>(
                        200,
                        r => request.Run(id, r.Version, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersReview)
            .Accepts<DeskStepRequest>("application/json")
            .Produces<DeskOrder>()
            .WithTags("Desk")
            .WithSummary("Have a machine try a draft once more")
            .WithName("draftDeskOrder");

    public Task<Result<DeskOrder>> Run(string id, int? version, CancellationToken cancellation) =>
        work.Take(
            id,
            version,
            DeskSteps.Draft,
            async change =>
            {
                await Again(change.Unit, change.Order);
                change.State(ReviewFacts.DraftRequested);
                return null;
            },
            cancellation
        );

    private async Task Again(Unit unit, OrderRow order)
    {
        var now = await time.Now(unit.Db, CancellationToken.None);
        var row = await unit
            .Db.Across<MachineDraftRow>()
            .SingleOrDefaultAsync(d => d.OrganizationId == order.AgencyId && d.OrderId == order.Id);
        if (row is null)
        {
            unit.Db.Add(DraftQueue.New(order, now));
            return;
        }
        (row.State, row.StateAt, row.NextAt) = (DraftStates.Waiting, now, now);
        (row.Attempts, row.Reason) = (0, null);
        row.Version++;
    }
}
