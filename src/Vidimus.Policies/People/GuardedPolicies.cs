using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.People;

/// <summary>
/// Policies that enabled gates of the organization name, in either mode. An assistant, which may not touch a gate, does not open
/// it by another text of its policy either.
/// </summary>
internal static class GuardedPolicies
{
    /// <summary>The refusal when an assistant would write or retire one of these.</summary>
    public static async Task<Problem?> Refusal(
        Unit unit,
        Caller caller,
        IReadOnlyCollection<string> ids
    ) =>
        DemandedApprovals.RefuseAssistants(caller) is { } notTheirs
        && (await Of(unit)).Intersect(ids, StringComparer.Ordinal).Any()
            ? notTheirs
            : null;

    /// <summary>Their ids.</summary>
    public static Task<string[]> Of(Unit unit)
    {
        var owner = unit.Author.OrganizationId;
        return unit
            .Db.Across<GateRow>()
            .Where(g => g.OrganizationId == owner && g.Enabled)
            .Select(g => g.PolicyId)
            .Distinct()
            .ToArrayAsync();
    }
}
