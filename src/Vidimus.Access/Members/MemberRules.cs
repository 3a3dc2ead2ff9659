using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Approvals;
using Vidimus.Access.Keys;
using Vidimus.Access.Members.Invitations;
using Vidimus.Access.Organizations;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members;

/// <summary>Who changes members, as the rows say inside the change.</summary>
/// <param name="Role">The member's role; null for a key.</param>
/// <param name="Scopes">What the caller may do.</param>
/// <param name="IsAssistant">Whether an assistant asks, with a key or in a member's name.</param>
internal sealed record Acting(
    string? Role,
    IReadOnlyCollection<string> Scopes,
    bool IsAssistant = false
)
{
    public bool IsOwner => Role == Roles.Owner;

    /// <summary>
    /// The refusal when this role is not the caller's to give: nobody gives more than they have, and owners are made by owners.
    /// An assistant gives none: with a mailbox it reads it would make itself a person, who approves.
    /// </summary>
    public Problem? MayGive(string role)
    {
        if (IsAssistant)
            return ApprovalProblems.NotForAssistants.With(
                "An assistant neither invites people nor changes their roles: members decide about what it does.",
                hint: "Have an owner or administrator do it in the portal"
            );
        if (role == Roles.Owner)
            return IsOwner ? null : new(MemberProblems.OwnerRequired);
        var missing = Roles.Scopes(role).Where(s => !Access.Scopes.Satisfies(Scopes, s)).ToArray();
        return missing.Length == 0
            ? null
            : AccessProblems.ScopeInsufficient.With(
                $"The role {role} holds scopes that you do not have: {string.Join(", ", missing)}.",
                "role"
            ) with
            {
                RequiredScopes = missing,
            };
    }
}

/// <summary>
/// What all changes of members have in common. Those of one organization happen one after another, and who asks for one
/// is looked at once more when its turn has come: two owners who unmake each other at once do not both succeed.
/// </summary>
internal static class MemberRules
{
    /// <summary>Takes the organization for this change, and says who acts in it.</summary>
    public static async Task<Acting> Begin(Unit unit, Caller caller)
    {
        await Take(unit);
        var assistant = ApprovalCaller.IsAssistants(caller);
        if (caller.MemberId is { } member)
        {
            var role = await RoleOf(unit.Db, member);
            var scopes = role is null ? [] : Roles.Scopes(role);
            return new(role, [.. caller.Scopes.Where(s => Scopes.Satisfies(scopes, s))], assistant);
        }
        // A scope taken from the key since the request began is gone from it.
        var key = unit.Recall<KeyFacts>()?.Scopes.Split(' ');
        return new(
            null,
            key is null ? caller.Scopes : [.. caller.Scopes.Where(s => Scopes.Satisfies(key, s))],
            assistant
        );
    }

    /// <summary>From here on nobody else changes the members of the change's organization until its end.</summary>
    public static Task Take(Unit unit) =>
        unit.Lock(
            new OrganizationRow
            {
                Id = unit.Author.OrganizationId,
                Name = "",
                State = OrganizationState.Disabled,
                CreatedAt = DateTimeOffset.UnixEpoch,
                Version = 0,
            }
        );

    // A value and not a row: a row that was read before the lock would be answered as it was then.
    public static Task<string?> RoleOf(VidimusDb db, string memberId) =>
        db
            .Memberships.Where(m => m.MemberId == memberId)
            .Select(m => m.Role)
            .SingleOrDefaultAsync();

    /// <summary>True when no owner who may sign in would be left without this one.</summary>
    public static async Task<bool> IsLastOwner(VidimusDb db, string memberId) =>
        !await (
            from membership in db.Memberships
            join person in db.Members on membership.MemberId equals person.Id
            where
                membership.Role == Roles.Owner
                && membership.MemberId != memberId
                && person.DisabledAt == null
            select person.Id
        ).AnyAsync();

    /// <summary>
    /// Withdraws what this member invited to and may not give any more: who is removed leaves no door open behind.
    /// </summary>
    public static async Task WithdrawBeyond(
        Unit unit,
        string memberId,
        string? role,
        DateTimeOffset now
    )
    {
        var acting = new Acting(role, role is null ? [] : Roles.Scopes(role));
        var open = await unit
            .Db.Invitations.Where(i => i.InvitedBy == memberId)
            .Where(InvitationState.Open(now))
            .ToListAsync();
        foreach (var invitation in open.Where(i => acting.MayGive(i.Role) is not null))
            Withdraw(unit, invitation, now);
    }

    public static void Withdraw(Unit unit, InvitationRow invitation, DateTimeOffset now)
    {
        invitation.WithdrawnAt = now;
        invitation.Version++;
        unit.State(new SimpleFact("member.invitation-withdrawn", invitation.Id));
    }

    /// <summary>The refusal for a test key: the people of an organization are the same in both modes, and a test key must not reach them.</summary>
    public static Problem? TestKey(Caller caller) =>
        caller.MemberId is null && caller.Mode != "live"
            ? AccessProblems.ModeForbidden.With(
                "A test key does not reach the members of the organization.",
                hint: "Use a live key with the scope members:admin"
            )
            : null;
}
