using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>Lists reviewers' profiles, and shows one.</summary>
internal sealed class ReadReviewers(VidimusDb db, CurrentCaller caller, Cursors cursors)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/reviewers",
                async (HttpContext http, ReadReviewers read, string? cursor, string? limit) =>
                    (await read.List(cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.OrdersReview)
            .Produces<Page<Reviewer>>()
            .WithTags("Desk")
            .WithSummary("List reviewers' profiles")
            .WithName("listReviewers");
        routes
            .MapGet(
                "/v1/reviewers/{memberId}",
                async (HttpContext http, ReadReviewers read, string memberId) =>
                    (await read.Get(memberId, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.OrdersReview)
            .Produces<Reviewer>()
            .WithTags("Desk")
            .WithSummary("Get a reviewer's profile")
            .WithName("getReviewer");
    }

    public async Task<Result<Page<Reviewer>>> List(
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"reviewers|{caller.Value.OrganizationId}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var rows = await db.Set<ReviewerRow>()
            .AsNoTracking()
            .Where(r => string.Compare(r.MemberId, after) > 0)
            .OrderBy(r => r.MemberId)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(size, Reviewer.Of, r => cursors.Make(scope, r.MemberId));
    }

    public async Task<Result<Reviewer>> Get(string memberId, CancellationToken cancellation) =>
        await db.Set<ReviewerRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(r => r.MemberId == memberId, cancellation)
            is { } row
            ? Reviewer.Of(row)
            : DeskProblems.ReviewerNotFound;
}
