using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members.Invitations;

/// <summary>Withdraws an invitation: its link leads nowhere from then on.</summary>
internal sealed class WithdrawInvitation(Writes writes, CurrentCaller caller, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/v1/invitations/{id}",
                (HttpContext http, WithdrawInvitation withdraw, string id) =>
                    http.Once(204, () => withdraw.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.MembersAdmin)
            .Produces(204)
            .WithTags("Members")
            .WithSummary("Withdraw an invitation")
            .WithName("withdrawInvitation");

    public async Task<Result<bool>> Run(string id, CancellationToken cancellation)
    {
        if (MemberRules.TestKey(caller.Value) is { } refused)
            return refused;
        return await writes.Commit<bool>(
            async unit =>
            {
                await MemberRules.Take(unit);
                var row = await unit.Db.Invitations.SingleOrDefaultAsync(i => i.Id == id);
                if (row is null)
                    return PlatformProblems.NotFound;
                if (row.AcceptedAt is not null)
                    return MemberProblems.InvitationEnded;
                // Ending trust is never refused for want of scopes, and twice is once.
                if (row.WithdrawnAt is null)
                    MemberRules.Withdraw(unit, row, clock.GetUtcNow());
                return true;
            },
            cancellation
        );
    }
}
