using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.People;

/// <summary>The gates of the caller's mode, oldest first: all of them, since there are few.</summary>
internal sealed class ListGates(VidimusDb db)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/policy-gates",
                async (HttpContext http, ListGates list) =>
                    (await list.Run(http.RequestAborted)).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<Gate>>()
            .WithTags("Policies")
            .WithSummary("List gates")
            .WithName("listGates");
        routes
            .MapGet(
                "/v1/policy-gates/{id}",
                async (HttpContext http, ListGates list, string id) =>
                    (await list.One(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Gate>()
            .WithTags("Policies")
            .WithSummary("Get a gate")
            .WithName("getGate");
    }

    public async Task<Result<Page<Gate>>> Run(CancellationToken cancellation)
    {
        var rows = await db.Set<GateRow>()
            .AsNoTracking()
            .OrderBy(g => g.Id)
            .ToListAsync(cancellation);
        return new Page<Gate>([.. rows.Select(Gate.Of)], null, false);
    }

    public async Task<Result<Gate>> One(string id, CancellationToken cancellation) =>
        await db.Set<GateRow>().AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, cancellation)
            is { } row
            ? Gate.Of(row)
            : PlatformProblems.NotFound;
}
