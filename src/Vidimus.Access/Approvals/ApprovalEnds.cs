using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Approvals;

/// <summary>Ends approvals that were not used.</summary>
internal static class ApprovalEnds
{
    public const string Time = "time";
    public const string RuleChanged = "rule_changed";

    // Pending ones of an organization are bounded; of approved ones nobody has more than were decided within an expiry.
    private const int MostAtOnce = 1000;

    /// <summary>It counts no more, and what it was about is erased.</summary>
    public static void End(Unit unit, ApprovalRow row, string why)
    {
        row.State = ApprovalStates.Expired;
        row.EndedBy = why;
        row.Arguments = null;
        row.Reason = null;
        row.EraseAt = null;
        row.Version++;
        unit.State(
            new SimpleFact("approval.expired", row.Id, [.. ApprovalFacts.Of(row), ("reason", why)])
        );
    }

    /// <summary>Ends whatever was asked or approved under this rule and not used.</summary>
    public static async Task EndOf(Unit unit, string ruleId)
    {
        var mark = ruleId + ":";
        var rows = await unit
            .Db.Approvals.Where(a =>
                (a.State == ApprovalStates.Pending || a.State == ApprovalStates.Approved)
                && a.Rules.Contains(mark)
            )
            .OrderBy(a => a.Id)
            .Take(MostAtOnce)
            .ToListAsync();
        foreach (var row in rows)
            End(unit, row, RuleChanged);
    }
}
