using Vidimus.Access.Members.Invitations;

namespace Vidimus.Access.Members;

/// <summary>A person of an organization.</summary>
/// <param name="Id">Its id, <c>mem_…</c>.</param>
/// <param name="Name">The name.</param>
/// <param name="Email">The address.</param>
/// <param name="Role"><c>owner</c>, <c>admin</c>, <c>issuer</c>, <c>reviewer</c> or <c>viewer</c>.</param>
/// <param name="JoinedAt">When the person joined.</param>
/// <param name="TwoFactor">Whether signing in asks for a second step.</param>
/// <param name="InvitedBy">Who invited: a member, a key, <c>operator</c> or, of an organization that was there, <c>operator-restore</c>; null for who came first.</param>
public sealed record Member(
    string Id,
    string Name,
    string Email,
    string Role,
    DateTimeOffset JoinedAt,
    bool TwoFactor,
    string? InvitedBy
)
{
    internal static Member Of(MembershipRow membership, MemberRow person) =>
        new(
            person.Id,
            person.Name,
            person.Email,
            membership.Role,
            membership.JoinedAt,
            person.TwoFactor,
            membership.InvitedBy
        );
}

/// <summary>An invitation to an address.</summary>
/// <param name="Id">Its id, <c>inv_…</c>.</param>
/// <param name="Email">The address it belongs to: somebody with another one cannot accept it.</param>
/// <param name="Role">What the person is to be.</param>
/// <param name="State"><c>open</c>, <c>accepted</c>, <c>withdrawn</c> or <c>expired</c>.</param>
/// <param name="InvitedBy">Who invited: a member, a key, <c>operator</c> or, of an organization that was there, <c>operator-restore</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">End of its link.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="WithdrawnAt">When it was withdrawn.</param>
public sealed record Invitation(
    string Id,
    string Email,
    string Role,
    string State,
    string InvitedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? WithdrawnAt
)
{
    internal static Invitation Of(InvitationRow row, DateTimeOffset now) =>
        new(
            row.Id,
            row.Email,
            row.Role,
            InvitationState.Of(row, now),
            row.InvitedBy,
            row.CreatedAt,
            row.ExpiresAt,
            row.AcceptedAt,
            row.WithdrawnAt
        );
}
