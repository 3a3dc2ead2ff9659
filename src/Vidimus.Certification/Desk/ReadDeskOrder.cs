using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Certificates;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>One order with all that a reviewer needs, and what the reviewer may do with it.</summary>
internal sealed class ReadDeskOrder(
    VidimusDb db,
    CurrentCaller caller,
    DeskOrders orders,
    DeskViews views,
    DeskHistory history
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/desk/orders/{id}",
                async (HttpContext http, ReadDeskOrder read, string id) =>
                    (await read.Run(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.OrdersReview)
            .Produces<DeskOrderDetail>()
            .WithTags("Desk")
            .WithSummary("Get an order of the review desk")
            .WithName("getDeskOrder");

    public async Task<Result<DeskOrderDetail>> Run(string id, CancellationToken cancellation)
    {
        if (await orders.Find(db, id, cancellation) is not { } order)
            return CertificationProblems.OrderNotFound;
        var documents = await DeskOrders.Documents(db, order, cancellation);
        var draft = await db.Across<MachineDraftRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(
                d => d.OrganizationId == order.AgencyId && d.OrderId == id,
                cancellation
            );
        var (actions, why, fourEyes) = await Offers(order, cancellation);
        return new DeskOrderDetail(
            await views.One(db, order, cancellation),
            DeskViews.Input(order),
            [.. documents.Select(views.Document)],
            DeskOrders.Result(order, documents)?.Id,
            views.Draft(order, draft),
            await history.Of(db, order, cancellation),
            actions,
            fourEyes,
            why,
            order.EndReason,
            order.CertificateId,
            Cover.Statement(order, isSandbox: false)
        );
    }

    /// <summary>What the caller may do; and where the order waits for a signature that the caller may not give, why.</summary>
    private async Task<(IReadOnlyList<string> Actions, string? Why, bool FourEyes)> Offers(
        OrderRow order,
        CancellationToken cancellation
    )
    {
        if (DeskActor.Of(caller.Value) is not { } actor)
            return ([], DeskProblems.MemberRequired.Message, orders.FourEyes);
        var facts = await orders.Facts(db, order, actor, cancellation);
        var refused = DeskSteps.All.ToDictionary(
            step => step,
            step => DeskRules.Refuse(step, order, actor, facts)
        );
        var waits =
            order.State is OrderStates.InReview or OrderStates.ReviewingDraft
            && order.ReviewerId == actor.MemberId;
        return (
            [.. DeskSteps.All.Where(step => refused[step] is null)],
            waits ? refused[DeskSteps.SignOff]?.Message : null,
            orders.FourEyes
        );
    }
}
