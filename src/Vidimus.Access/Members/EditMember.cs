using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members;

/// <summary>A change to a member.</summary>
/// <param name="Role"><c>owner</c>, <c>admin</c>, <c>issuer</c>, <c>reviewer</c> or <c>viewer</c>.</param>
public sealed record EditMemberRequest(string? Role = null);

/// <summary>Gives a member another role; what the member may do changes with the next request.</summary>
internal sealed class EditMember(Writes writes, CurrentCaller caller, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPatch(
                "/v1/members/{id}",
                (HttpContext http, EditMember edit, string id) =>
                    http.Take<EditMemberRequest, Member>(
                        200,
                        r => edit.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.MembersAdmin)
            .Accepts<EditMemberRequest>("application/json")
            .Produces<Member>()
            .WithTags("Members")
            .WithSummary("Change a member's role")
            .WithName("editMember");

    public async Task<Result<Member>> Run(
        string id,
        EditMemberRequest request,
        CancellationToken cancellation
    )
    {
        if (MemberRules.TestKey(caller.Value) is { } refused)
            return refused;
        var fields = new Fields().OneOf("role", request.Role, Roles.All, required: true);
        if (fields.Problem is { } wrong)
            return wrong;
        var role = request.Role!;
        return await writes.Commit<Member>(
            async unit =>
            {
                var acting = await MemberRules.Begin(unit, caller.Value);
                var membership = await unit.Db.Memberships.SingleOrDefaultAsync(m =>
                    m.MemberId == id
                );
                if (membership is null)
                    return PlatformProblems.NotFound;
                var person = await unit.Db.Members.SingleAsync(p => p.Id == id);
                if (membership.Role == role)
                    return Member.Of(membership, person);
                if (acting.MayGive(role) is { } notTheirs)
                    return notTheirs;
                if (membership.Role == Roles.Owner)
                {
                    if (!acting.IsOwner)
                        return MemberProblems.OwnerRequired;
                    if (await MemberRules.IsLastOwner(unit.Db, id))
                        return MemberProblems.LastOwner;
                }
                var before = membership.Role;
                membership.Role = role;
                membership.Version++;
                unit.State(
                    new SimpleFact(
                        "member.role-changed",
                        id,
                        ("role", role),
                        ("roleBefore", before)
                    )
                );
                await MemberRules.WithdrawBeyond(unit, id, role, clock.GetUtcNow());
                return Member.Of(membership, person);
            },
            cancellation
        );
    }
}
