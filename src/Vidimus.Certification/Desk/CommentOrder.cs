using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>Says something about an order, among reviewers: the customer never sees it. It changes nothing about the order.</summary>
internal sealed class CommentOrder(
    Writes writes,
    DeskWork work,
    DeskOrders orders,
    DeskNotes notes,
    DeskHistory history,
    ReviewerLookup reviewers
)
{
    private const int Longest = 4000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/desk/orders/{id}/comments",
                (HttpContext http, CommentOrder comment, string id) =>
                    http.Take<DeskCommentRequest, DeskEntry>(
                        201,
                        r => comment.Run(id, r.Text, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersReview)
            .Accepts<DeskCommentRequest>("application/json")
            .Produces<DeskEntry>(201)
            .WithTags("Desk")
            .WithSummary("Comment on an order, for reviewers only")
            .WithName("commentDeskOrder");

    public async Task<Result<DeskEntry>> Run(
        string id,
        string? text,
        CancellationToken cancellation
    )
    {
        if (work.Actor() is not { Value: { } actor })
            return DeskProblems.MemberRequired;
        var fields = new Fields().Text("text", text, Longest, required: true, multiline: true);
        if (fields.Problem is { } wrong)
            return wrong;
        return await writes.Commit<DeskEntry>(
            async unit =>
            {
                if (await orders.Find(unit.Db, id, CancellationToken.None) is not { } order)
                    return CertificationProblems.OrderNotFound;
                var row = notes.Add(unit, id, DeskNotes.Commented, actor.MemberId, text);
                unit.State(
                    new SimpleFact(
                        "review.commented",
                        id,
                        ("customer", order.OrganizationId),
                        ("status", order.State)
                    )
                );
                var names = await reviewers.Names(
                    unit.Db,
                    order.AgencyId,
                    [actor.MemberId],
                    CancellationToken.None
                );
                return history.Show(row, names);
            },
            cancellation
        );
    }
}
