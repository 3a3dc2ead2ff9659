using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Operating;

/// <summary>
/// What holds for links by which the operator makes owners. Into an organization that has owners nobody gets by one at once:
/// they have a day in which to withdraw it. Owners who were kept from signing in count, since the operator keeps them from it.
/// </summary>
internal static class OperatorsLink
{
    /// <summary>Stands for who invited the first owner of a new organization.</summary>
    public const string Founding = "operator";

    /// <summary>As above, an owner of an organization that was there.</summary>
    public const string Restoring = "operator-restore";

    private static readonly TimeSpan Wait = TimeSpan.FromHours(24);

    /// <summary>True for an invitation that the operator made.</summary>
    public static bool Is(string invitedBy) => invitedBy is Founding or Restoring;

    /// <summary>When the link works where the organization has owners.</summary>
    public static DateTimeOffset Waits(InvitationRow invitation) => invitation.CreatedAt + Wait;

    /// <summary>When the link works as the organization is now; null for at once.</summary>
    public static async Task<DateTimeOffset?> WorksFrom(VidimusDb db, InvitationRow invitation) =>
        Is(invitation.InvitedBy)
        && await db.Across<MembershipRow>()
            .AnyAsync(m => m.OrganizationId == invitation.OrganizationId && m.Role == Roles.Owner)
            ? Waits(invitation)
            : null;

    /// <summary>True when this person does not become an owner by the link, or not yet.</summary>
    public static async Task<bool> Refuses(
        VidimusDb db,
        InvitationRow invitation,
        MemberRow person,
        DateTimeOffset now
    ) =>
        (person.IsOperator && invitation.InvitedBy == Restoring)
        || await WorksFrom(db, invitation) > now;
}
