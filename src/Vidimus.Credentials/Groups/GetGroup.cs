using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Groups;

/// <summary>Shows one group, by id or by number.</summary>
internal sealed class GetGroup(VidimusDb db)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/groups/{id}",
                async (HttpContext http, GetGroup get, string id) =>
                    (await get.Run(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.GroupsRead)
            .Produces<Group>()
            .WithTags("Groups")
            .WithSummary("Get a group")
            .WithName("getGroup");

    public async Task<Result<Group>> Run(string id, CancellationToken cancellation)
    {
        if (await GroupRules.Find(db, id, cancellation) is not { } row)
            return CredentialProblems.GroupNotFound;
        return Group.Of(row, await GroupRules.CountsOf(db, row.Id, cancellation));
    }
}
