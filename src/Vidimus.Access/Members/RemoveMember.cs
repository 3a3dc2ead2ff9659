using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.OAuth;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members;

/// <summary>Takes a person out of the organization. The person, who may belong to others, stays.</summary>
internal sealed class RemoveMember(Writes writes, CurrentCaller caller, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/v1/members/{id}",
                (HttpContext http, RemoveMember remove, string id) =>
                    http.Once(204, () => remove.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.MembersAdmin)
            .Produces(204)
            .WithTags("Members")
            .WithSummary("Remove a member")
            .WithName("removeMember");

    public async Task<Result<bool>> Run(string id, CancellationToken cancellation)
    {
        if (MemberRules.TestKey(caller.Value) is { } refused)
            return refused;
        return await writes.Commit<bool>(
            async unit =>
            {
                var acting = await MemberRules.Begin(unit, caller.Value);
                var membership = await unit.Db.Memberships.SingleOrDefaultAsync(m =>
                    m.MemberId == id
                );
                if (membership is null)
                    return PlatformProblems.NotFound;
                if (membership.Role == Roles.Owner)
                {
                    if (!acting.IsOwner)
                        return MemberProblems.OwnerRequired;
                    if (await MemberRules.IsLastOwner(unit.Db, id))
                        return MemberProblems.LastOwner;
                }
                unit.Db.Remove(membership);
                unit.State(new SimpleFact("member.removed", id, ("role", membership.Role)));
                await MemberRules.WithdrawBeyond(unit, id, null, clock.GetUtcNow());
                // Who is invited again later starts anew: what clients were allowed does not come back.
                await GrantEnd.OfMember(
                    unit,
                    id,
                    membership.OrganizationId,
                    GrantEnd.Removed,
                    clock.GetUtcNow()
                );
                return true;
            },
            cancellation
        );
    }
}
