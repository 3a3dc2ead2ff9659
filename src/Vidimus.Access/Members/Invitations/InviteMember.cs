using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members.Invitations;

/// <summary>Somebody to be invited.</summary>
/// <param name="Email">The address; only who has it can accept.</param>
/// <param name="Role"><c>owner</c>, <c>admin</c>, <c>issuer</c>, <c>reviewer</c> or <c>viewer</c>.</param>
public sealed record InviteMemberRequest(string? Email = null, string? Role = null);

/// <summary>
/// Invites an address by mail. Whether somebody with the address uses this server already makes no difference that could be
/// seen, unless that is in the caller's own organization.
/// </summary>
internal sealed class InviteMember(
    Writes writes,
    CurrentCaller caller,
    InvitationMail mail,
    TimeProvider clock
)
{
    /// <summary>Invitations that an organization may make in 24 hours: mail to strangers is not to be had for nothing.</summary>
    public const int MostADay = 200;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/invitations",
                (HttpContext http, InviteMember invite) =>
                    http.Take<InviteMemberRequest, Invitation>(
                        201,
                        r => invite.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.MembersAdmin)
            .Accepts<InviteMemberRequest>("application/json")
            .Produces<Invitation>(201)
            .WithTags("Members")
            .WithSummary("Invite somebody")
            .WithName("inviteMember");

    public async Task<Result<Invitation>> Run(
        InviteMemberRequest request,
        CancellationToken cancellation
    )
    {
        if (MemberRules.TestKey(caller.Value) is { } refused)
            return refused;
        var fields = new Fields()
            .Check(request.Email is not null, "email", "is required")
            .Email("email", request.Email)
            .OneOf("role", request.Role, Roles.All, required: true);
        if (fields.Problem is { } wrong)
            return wrong;
        if (!mail.IsConfigured)
            return MemberProblems.MailUnavailable;
        var token = InvitationToken.Make();
        var row = Row(
            caller.Value.OrganizationId,
            request.Email!,
            request.Role!,
            caller.Value.MemberId ?? caller.Value.KeyId!,
            token,
            clock
        );
        return await writes.Commit<Invitation>(
            async unit =>
            {
                var acting = await MemberRules.Begin(unit, caller.Value);
                if (acting.MayGive(row.Role) is { } notTheirs)
                    return notTheirs;
                if (await Standing(unit.Db, row) is { } standing)
                    return standing;
                await Add(unit, row, token, mail);
                return Invitation.Of(row, row.CreatedAt);
            },
            cancellation
        );
    }

    public static InvitationRow Row(
        string organizationId,
        string email,
        string role,
        string by,
        InvitationToken token,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        return new()
        {
            OrganizationId = organizationId,
            Id = NewId.Create("inv", clock),
            Email = email,
            NormalizedEmail = MemberRows.Normal(email),
            Role = role,
            Digest = token.Digest,
            InvitedBy = by,
            CreatedAt = now,
            ExpiresAt = now + InvitationMail.Lifetime,
            Version = 1,
        };
    }

    /// <summary>Adds an invitation with its mail to a change.</summary>
    public static async Task Add(
        Unit unit,
        InvitationRow row,
        InvitationToken token,
        InvitationMail mail
    )
    {
        unit.Db.Add(row);
        unit.State(new SimpleFact("member.invited", row.Id, ("role", row.Role)));
        await mail.Put(unit, row, token);
    }

    private static async Task<Problem?> Standing(VidimusDb db, InvitationRow row)
    {
        var member = await (
            from membership in db.Memberships
            join person in db.Members on membership.MemberId equals person.Id
            where person.NormalizedEmail == row.NormalizedEmail
            select person.Id
        ).AnyAsync();
        if (member)
            return new(MemberProblems.AlreadyMember);
        if (
            await db
                .Invitations.Where(InvitationState.Open(row.CreatedAt))
                .AnyAsync(i => i.NormalizedEmail == row.NormalizedEmail)
        )
            return new(MemberProblems.InvitationExists);
        var since = row.CreatedAt.AddDays(-1);
        return await db.Invitations.CountAsync(i => i.CreatedAt > since) >= MostADay
            ? new(MemberProblems.InvitationLimit)
            : null;
    }
}
