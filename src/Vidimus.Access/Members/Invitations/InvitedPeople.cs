using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.Operating;
using Vidimus.Access.Organizations;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.Invitations;

/// <summary>An open invitation as its link shows it.</summary>
/// <param name="Organization">The organization's name.</param>
/// <param name="Role">The role.</param>
/// <param name="Email">The address invited.</param>
/// <param name="By">Who invites, in words.</param>
/// <param name="MemberId">Who has the address; null for nobody.</param>
/// <param name="WorksFrom">When it can be accepted; null for now.</param>
internal sealed record Invited(
    string Organization,
    string Role,
    string Email,
    string By,
    string? MemberId,
    DateTimeOffset? WorksFrom
);

/// <summary>Finds open invitations by their links.</summary>
internal sealed class InvitedPeople(VidimusDb db, TimeProvider clock)
{
    public async Task<Invited?> Find(string token, CancellationToken cancellation)
    {
        var digest = KeyFormat.Digest(token);
        var found = await (
            from invitation in db.Across<InvitationRow>()
                .Where(InvitationState.Open(clock.GetUtcNow()))
            join organization in db.Organizations
                on invitation.OrganizationId equals organization.Id
            where invitation.Digest == digest && organization.State == OrganizationState.Active
            select new { organization.Name, Invitation = invitation }
        ).SingleOrDefaultAsync(cancellation);
        if (found is null)
            return null;
        var row = found.Invitation;
        var by = await db
            .Members.Where(m => m.Id == row.InvitedBy)
            .Select(m => m.Name)
            .SingleOrDefaultAsync(cancellation);
        var member = await db
            .Members.Where(m => m.NormalizedEmail == row.NormalizedEmail)
            .Select(m => m.Id)
            .SingleOrDefaultAsync(cancellation);
        var from = await OperatorsLink.WorksFrom(db, row);
        return new(
            found.Name,
            row.Role,
            row.Email,
            by ?? InvitationMail.Inviter(row.InvitedBy),
            member,
            from > clock.GetUtcNow() ? from : null
        );
    }
}
