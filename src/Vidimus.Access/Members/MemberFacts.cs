using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members;

/// <summary>What is stated of members: ids and states, never a name or an address.</summary>
internal static class MemberFacts
{
    public static Fact Created(MemberRow member) => new SimpleFact("member.created", member.Id);

    public static Fact SessionsEnded(string memberId) =>
        new SimpleFact("member.sessions-ended", memberId);

    /// <summary>What the difference says about who may do what.</summary>
    public static IReadOnlyList<Fact> Of(MemberRow before, MemberRow after)
    {
        var facts = new List<Fact>();
        if (before.PasswordHash != after.PasswordHash)
            facts.Add(new SimpleFact("member.password-changed", after.Id));
        if (before.TwoFactor != after.TwoFactor)
            facts.Add(
                after.TwoFactor
                    ? new SimpleFact("member.two-factor-on", after.Id)
                    : new SimpleFact("member.two-factor-off", after.Id)
            );
        if (before.NormalizedEmail != after.NormalizedEmail)
            facts.Add(new SimpleFact("member.address-changed", after.Id));
        return facts;
    }

    /// <summary>The organization on whose record a member's own changes stand first; empty for a member of none.</summary>
    public static async Task<string> FirstOrganization(
        VidimusDb db,
        string memberId,
        CancellationToken cancellation
    ) =>
        await db.Across<MembershipRow>()
            .Where(m => m.MemberId == memberId)
            .OrderBy(m => m.OrganizationId)
            .Select(m => m.OrganizationId)
            .FirstOrDefaultAsync(cancellation)
        ?? "";

    /// <summary>States the facts on the record of the unit's organization and of all others that the member belongs to.</summary>
    public static async Task State(Unit unit, string memberId, IReadOnlyList<Fact> facts)
    {
        var others = await unit
            .Db.Across<MembershipRow>()
            .Where(m => m.MemberId == memberId && m.OrganizationId != unit.Author.OrganizationId)
            .Select(m => m.OrganizationId)
            .ToListAsync();
        foreach (var fact in facts)
        {
            unit.State(fact);
            foreach (var other in others)
                unit.State(fact, other);
        }
    }
}
