using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members.Invitations;

/// <summary>Sends an invitation again: with a new link, for another seven days; the old link ends.</summary>
internal sealed class ResendInvitation(
    Writes writes,
    CurrentCaller caller,
    InvitationMail mail,
    TimeProvider clock
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/invitations/{id}/resend",
                (HttpContext http, ResendInvitation resend, string id) =>
                    http.Once(200, () => resend.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.MembersAdmin)
            .Produces<Invitation>()
            .WithTags("Members")
            .WithSummary("Send an invitation again")
            .WithName("resendInvitation");

    public async Task<Result<Invitation>> Run(string id, CancellationToken cancellation)
    {
        if (MemberRules.TestKey(caller.Value) is { } refused)
            return refused;
        if (!mail.IsConfigured)
            return MemberProblems.MailUnavailable;
        var token = InvitationToken.Make();
        return await writes.Commit<Invitation>(
            async unit =>
            {
                var now = clock.GetUtcNow();
                var acting = await MemberRules.Begin(unit, caller.Value);
                var row = await unit.Db.Invitations.SingleOrDefaultAsync(i => i.Id == id);
                if (row is null)
                    return PlatformProblems.NotFound;
                if (acting.MayGive(row.Role) is { } notTheirs)
                    return notTheirs;
                if (row.AcceptedAt is not null || row.WithdrawnAt is not null)
                    return MemberProblems.InvitationEnded;
                if (row.ExpiresAt - InvitationMail.Lifetime + Pause > now)
                    return MemberProblems.InvitationJustSent.With() with
                    {
                        RetryAfterSeconds = (int)Pause.TotalSeconds,
                    };
                row.Digest = token.Digest;
                row.ExpiresAt = now + InvitationMail.Lifetime;
                row.Version++;
                unit.State(new SimpleFact("member.invitation-resent", id));
                await mail.Put(unit, row, token);
                return Invitation.Of(row, now);
            },
            cancellation
        );
    }
}
