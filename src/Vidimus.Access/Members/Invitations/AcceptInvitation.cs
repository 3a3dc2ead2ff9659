using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.Operating;
using Vidimus.Access.Organizations;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members.Invitations;

/// <summary>Accepts an invitation, once: whoever comes second finds it accepted and changes nothing.</summary>
internal sealed class AcceptInvitation(
    VidimusDb db,
    Commits commits,
    Sessions sessions,
    IPasswordHasher<MemberRow> hasher,
    TimeProvider clock
)
{
    /// <summary>In the name of a member who is signed in; answers the organization joined.</summary>
    public async Task<Result<string>> Known(HttpContext http, string token, string memberId)
    {
        if (await OrganizationOf(token, http.RequestAborted) is not { } organizationId)
            return MemberProblems.InvitationEnded;
        return await commits.Commit<string>(
            new(organizationId, "live", "member", memberId, http.RequestId()),
            async unit =>
            {
                if (await Open(unit, token) is not { } invitation)
                    return MemberProblems.InvitationEnded;
                var person = await unit.Db.Members.SingleOrDefaultAsync(p =>
                    p.Id == memberId && p.NormalizedEmail == invitation.NormalizedEmail
                );
                if (
                    person is not { DisabledAt: null }
                    || await OperatorsLink.Refuses(unit.Db, invitation, person, clock.GetUtcNow())
                )
                    return MemberProblems.InvitationEnded;
                await Enter(unit, invitation, person);
                return organizationId;
            },
            http.RequestAborted
        );
    }

    /// <summary>In the name of somebody new, who is signed in by it; answers the organization joined.</summary>
    public async Task<Result<string>> New(
        HttpContext http,
        string token,
        string email,
        string name,
        string password
    )
    {
        if (await OrganizationOf(token, http.RequestAborted) is not { } organizationId)
            return MemberProblems.InvitationEnded;
        var person = MemberRows.Make(name, email, clock);
        person.PasswordHash = hasher.HashPassword(person, password);
        var (session, secret) = sessions.Make(http, person, "setup", complete: true);
        session.OrganizationId = organizationId;
        var joined = await commits.Commit<string>(
            new(organizationId, "live", "member", person.Id, http.RequestId()),
            async unit =>
            {
                if (await Open(unit, token) is not { } invitation)
                    return MemberProblems.InvitationEnded;
                if (
                    person.NormalizedEmail != invitation.NormalizedEmail
                    || await unit.Db.Members.AnyAsync(p =>
                        p.NormalizedEmail == person.NormalizedEmail
                    )
                    || await OperatorsLink.Refuses(unit.Db, invitation, person, clock.GetUtcNow())
                )
                    return MemberProblems.InvitationEnded;
                unit.Db.Add(person);
                unit.State(MemberFacts.Created(person));
                await Enter(unit, invitation, person);
                unit.Db.Add(session);
                return organizationId;
            },
            http.RequestAborted
        );
        if (joined.Ok)
            Sessions.SetCookie(http, secret);
        return joined;
    }

    private Task<string?> OrganizationOf(string token, CancellationToken cancellation)
    {
        var digest = KeyFormat.Digest(token);
        return db.Across<InvitationRow>()
            .Where(i => i.Digest == digest)
            .Select(i => i.OrganizationId)
            .SingleOrDefaultAsync(cancellation);
    }

    private async Task<InvitationRow?> Open(Unit unit, string token)
    {
        await MemberRules.Take(unit);
        var digest = KeyFormat.Digest(token);
        var active = await unit.Db.Organizations.AnyAsync(o =>
            o.Id == unit.Author.OrganizationId && o.State == OrganizationState.Active
        );
        return active
            ? await unit
                .Db.Invitations.Where(InvitationState.Open(clock.GetUtcNow()))
                .SingleOrDefaultAsync(i => i.Digest == digest)
            : null;
    }

    private async Task Enter(Unit unit, InvitationRow invitation, MemberRow person)
    {
        var now = clock.GetUtcNow();
        invitation.AcceptedAt = now;
        invitation.Version++;
        // The link came to the address: it is confirmed by that.
        person.EmailConfirmedAt ??= now;
        var belongs = await unit.Db.Memberships.SingleOrDefaultAsync(m => m.MemberId == person.Id);
        if (belongs is null)
            unit.Db.Add(
                MemberRows.Join(
                    invitation.OrganizationId,
                    person.Id,
                    invitation.Role,
                    invitation.InvitedBy,
                    clock
                )
            );
        else if (Roles.IsAbove(invitation.Role, belongs.Role))
        {
            // The operator makes an owner of somebody who is a member already. Nobody is lowered by an invitation.
            belongs.Role = invitation.Role;
            belongs.Version++;
        }
        unit.State(
            new SimpleFact(
                "member.joined",
                person.Id,
                ("role", invitation.Role),
                ("invitation", invitation.Id)
            )
        );
    }
}
