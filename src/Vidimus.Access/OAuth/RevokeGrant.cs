using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>Ends what a client was allowed; the first request with one of its tokens after the answer is refused, on every node.</summary>
internal sealed class RevokeGrant(Writes writes, CurrentCaller caller, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/v1/grants/{id}",
                (HttpContext http, RevokeGrant revoke, string id) =>
                    http.Once(204, () => revoke.Run(id, http.RequestAborted))
            )
            .Needs(GetMe.AnyScope)
            .Repeatable("what was revoked stays revoked")
            .Produces(204)
            .WithTags("OAuth")
            .WithSummary("End what a client was allowed")
            .WithName("revokeGrant");

    public async Task<Result<bool>> Run(string id, CancellationToken cancellation)
    {
        var whose = ReadGrants.Whose(caller.Value);
        if (whose.Problem is { } refused)
            return refused;
        return await writes.Commit<bool>(
            async unit =>
            {
                var grant = await unit.Db.Grants.SingleOrDefaultAsync(g => g.Id == id);
                if (grant is null || (whose.Value is { } own && grant.MemberId != own))
                    return PlatformProblems.NotFound;
                if (grant.RevokedAt is null)
                    GrantEnd.One(unit, grant, GrantEnd.ByMember, clock.GetUtcNow());
                return true;
            },
            cancellation
        );
    }
}
