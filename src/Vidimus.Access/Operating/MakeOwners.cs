using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Access.Members.Invitations;
using Vidimus.Access.Organizations;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Operating;

/// <summary>
/// Gives organizations their first owner, or one again. An owner is who accepts the mail. Of a restored one the organization's
/// record tells, every owner that it has is mailed, and can withdraw the link before it works; it is never an operator's.
/// </summary>
internal sealed class MakeOwners(
    Commits commits,
    CurrentAuthor author,
    InvitationMail mail,
    MailOutbox outbox,
    AccessOptions options,
    TimeProvider clock
)
{
    /// <summary>Creates an organization, and invites its owner.</summary>
    public async Task<Result<string>> Create(
        string name,
        string email,
        CancellationToken cancellation
    )
    {
        if (
            new Fields().Text("name", name, 200, required: true).Email("email", email).Problem is
            { } wrong
        )
            return wrong;
        if (!mail.IsConfigured)
            return MemberProblems.MailUnavailable;
        var row = new OrganizationRow
        {
            Id = NewId.Create("org", clock),
            Name = name,
            State = OrganizationState.Active,
            CreatedAt = clock.GetUtcNow(),
            Version = 1,
        };
        var (invitation, token) = Invitation(row.Id, email, OperatorsLink.Founding);
        return await commits.Commit<string>(
            author.Value! with
            {
                OrganizationId = row.Id,
            },
            async unit =>
            {
                unit.Db.Add(row);
                unit.State(new SimpleFact("organization.created", row.Id));
                unit.Db.Add(invitation);
                unit.State(new SimpleFact("member.invited", invitation.Id, ("role", Roles.Owner)));
                await mail.Put(unit, invitation, token, name);
                return row.Id;
            },
            cancellation
        );
    }

    /// <summary>Sends an owner's link of an organization to an address.</summary>
    public async Task<Result<string>> Restore(
        string organizationId,
        string email,
        CancellationToken cancellation
    )
    {
        if (email.Length == 0 || new Fields().Email("email", email).Problem is not null)
            return new Fields()
                .Wrong("email", "must be an e-mail address such as ada@example.org")
                .Problem!;
        if (!mail.IsConfigured)
            return MemberProblems.MailUnavailable;
        var (invitation, token) = Invitation(organizationId, email, OperatorsLink.Restoring);
        return await commits.Commit<string>(
            author.Value! with
            {
                OrganizationId = organizationId,
            },
            async unit =>
            {
                var name = await unit
                    .Db.Organizations.Where(o => o.Id == organizationId)
                    .Select(o => o.Name)
                    .SingleOrDefaultAsync();
                if (name is null)
                    return PlatformProblems.NotFound;
                if (
                    await unit.Db.Members.AnyAsync(m =>
                        m.NormalizedEmail == invitation.NormalizedEmail && m.IsOperator
                    )
                )
                    return MemberProblems.OperatorsOwn;
                await MemberRules.Take(unit);
                await Replace(unit, invitation);
                unit.Db.Add(invitation);
                unit.State(new SimpleFact("member.owner-restored", invitation.Id));
                await mail.Put(unit, invitation, token, name);
                await Tell(unit, name, email, OperatorsLink.Waits(invitation));
                return invitation.Id;
            },
            cancellation
        );
    }

    private (InvitationRow, InvitationToken) Invitation(
        string organizationId,
        string email,
        string by
    )
    {
        var token = InvitationToken.Make();
        return (InviteMember.Row(organizationId, email, Roles.Owner, by, token, clock), token);
    }

    /// <summary>Withdraws what the address has open: the new link takes its place.</summary>
    public static async Task Replace(Unit unit, InvitationRow invitation)
    {
        var before = await unit
            .Db.Invitations.Where(InvitationState.Open(invitation.CreatedAt))
            .Where(i => i.NormalizedEmail == invitation.NormalizedEmail)
            .ToListAsync();
        foreach (var open in before)
            MemberRules.Withdraw(unit, open, invitation.CreatedAt);
    }

    private async Task Tell(Unit unit, string name, string email, DateTimeOffset from)
    {
        var owners = await (
            from membership in unit.Db.Memberships
            join person in unit.Db.Members on membership.MemberId equals person.Id
            where membership.Role == Roles.Owner
            select person.Email
        ).ToListAsync();
        foreach (var owner in owners)
            outbox.Put(
                unit,
                "owner-restored",
                new(
                    owner,
                    $"An owner's link for {name} was sent",
                    $"""
                    The operator of this server sent a link to {email} by which that person becomes an owner of {name}.

                    The link works from {from:yyyy-MM-dd HH:mm} UTC. If your organization did not ask for it, withdraw the invitation before then on the page Members of the portal, and ask the operator:

                    {options.BaseUrl}/portal/members
                    """
                ),
                InvitationMail.Lifetime
            );
    }
}
