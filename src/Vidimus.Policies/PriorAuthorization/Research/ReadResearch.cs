using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>Shows research, how far it is and what came of it, to the organization and in the mode that asked for it.</summary>
internal sealed class ReadResearch(
    VidimusDb db,
    CurrentCaller caller,
    ResearchDesk desk,
    Cursors cursors
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/prior-authorizations/research",
                async (HttpContext http, ReadResearch read, string? cursor, string? limit) =>
                    (await read.List(cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<ResearchJob>>()
            .WithTags("Prior authorization")
            .WithSummary("List research, the newest first")
            .WithName("listResearch");
        routes
            .MapGet(
                "/v1/prior-authorizations/research/{id}",
                async (HttpContext http, ReadResearch read, string id) =>
                    (await read.Get(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<ResearchJob>()
            .WithTags("Prior authorization")
            .WithSummary("Get research and what came of it")
            .WithName("getResearch");
        routes
            .MapGet(
                "/api/v1/prior-auth/research/{id}",
                (HttpContext http, ReadResearch read, TimeProvider clock, string id) =>
                    http.OnceSnake(
                        200,
                        async () =>
                            (await read.Get(id, http.RequestAborted)).InVerity(
                                http,
                                clock,
                                ResearchDesk.Verity
                            )
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<VerityAnswer<VerityResearch>>()
            .WithTags("Verity")
            .WithSummary("Get research and what came of it (Verity form)")
            .WithName("verityGetResearch");
    }

    public async Task<Result<ResearchJob>> Get(string id, CancellationToken cancellation) =>
        await db.Set<ResearchRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == id, cancellation)
            is { } row
            ? desk.Show(row)
            : PoliciesProblems.ResearchNotFound;

    public async Task<Result<Page<ResearchJob>>> List(
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"research|{caller.Value.OrganizationId}|{caller.Value.Mode}";
        var before = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out before))
            return PlatformProblems.InvalidCursor;
        var query = db.Set<ResearchRow>().AsNoTracking();
        if (before.Length > 0)
            query = query.Where(r => string.Compare(r.Id, before) < 0);
        var rows = await query
            .OrderByDescending(r => r.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(
            size,
            row => desk.Show(row, whole: false),
            last => cursors.Make(scope, last.Id)
        );
    }
}
