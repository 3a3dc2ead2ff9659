using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Certificates;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>
/// Signs off: the result is certified under the reviewer's name and credentials, and the order is ready. The document is drawn
/// and signed before the change; it counts only when the order, the result and the profile are then still what they were.
/// </summary>
internal sealed class SignOff(
    VidimusDb db,
    DeskWork work,
    DeskOrders orders,
    Certifier certifier,
    DeskNotes notes,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/desk/orders/{id}/sign-off",
                (HttpContext http, SignOff sign, string id) =>
                    http.Take<DeskStepRequest, DeskOrder>(
                        200,
                        r => sign.Run(id, r.Version, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersReview)
            .Weighs(10)
            .Heavy()
            .Accepts<DeskStepRequest>("application/json")
            .Produces<DeskOrder>()
            .WithTags("Desk")
            .WithSummary("Certify the result under the reviewer's name, in person")
            .WithName("signOffDeskOrder");

    public async Task<Result<DeskOrder>> Run(
        string id,
        int? version,
        CancellationToken cancellation
    )
    {
        if (work.Actor() is not { Value: { } actor })
            return DeskProblems.MemberRequired;
        if (DeskWork.Named(version).Problem is { } wrong)
            return wrong;
        if (await orders.Find(db, id, cancellation) is not { } order)
            return CertificationProblems.OrderNotFound;
        var judged = await work.Judge(
            db,
            order,
            actor,
            version!.Value,
            DeskSteps.SignOff,
            cancellation
        );
        if (judged.Problem is { } refused)
            return refused;
        var (result, profile) = (judged.Value!.Result!, judged.Value.Profile!);
        var made = await Make(order, result, profile, cancellation);
        if (made.Problem is { } failed)
            return failed;
        return await work.Take(
            id,
            version,
            DeskSteps.SignOff,
            change => Sign(change, made.Value!, result, profile),
            cancellation
        );
    }

    private async Task<Result<MadeCertificate>> Make(
        OrderRow order,
        DocumentRow result,
        ReviewerRow profile,
        CancellationToken cancellation
    )
    {
        var documents = await DeskOrders.Documents(db, order, cancellation);
        return await certifier.Make(
            order,
            [.. documents.Where(d => d.Kind == DocumentKinds.Source)],
            result,
            new Signer(profile.Name, profile.Credentials),
            cancellation
        );
    }

    private async Task<Problem?> Sign(
        DeskChange change,
        MadeCertificate made,
        DocumentRow result,
        ReviewerRow profile
    )
    {
        var (unit, order, actor, facts) = change;
        if (facts.Result!.Id != result.Id || facts.Profile!.Version != profile.Version)
            return new(DeskProblems.Changed);
        if (await certifier.Put(unit, order, made) is { } refused)
            return refused;
        order.DraftDocumentId = result.Id;
        OrderSteps.Move(unit, order, OrderStates.Ready, clock.GetUtcNow());
        notes.Add(unit, order.Id, DeskNotes.Signed, actor.MemberId, documentId: result.Id);
        change.State(ReviewFacts.Signed, ("certificate", made.Id), ("document", result.Id));
        return null;
    }
}
