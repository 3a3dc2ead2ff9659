using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>Which rules a call falls under. They are read anew for every call: a rule that was made holds at once.</summary>
internal sealed class ApprovalRules(
    PointReads reads,
    RouteScopes routes,
    IEnumerable<IUnkeptArguments> unkept
)
{
    /// <summary>Rules of an organization in one mode.</summary>
    public const int Most = 50;

    /// <summary>What ids of rules begin with.</summary>
    public const string IdStart = "aru_";

    /// <summary>The tool of a rule that means whatever changes something.</summary>
    public const string EveryWrite = "*";

    private readonly PointRead<ApprovalRuleRow> _ofMode = reads.Of<ApprovalRuleRow>(rule => new
    {
        rule.OrganizationId,
        rule.Mode,
    });

    /// <summary>
    /// The call with every name by which a rule may mean it: one about a tool holds for whatever does the same by another name,
    /// route or surface, and for a tool that does it along with something else, as issuing can send too.
    /// </summary>
    public ApprovalAsk Named(ApprovalAsk ask) =>
        ask with
        {
            AlsoNamed = [.. ask.AlsoNamed, .. routes.NamesOf(ask.Scope)],
        };

    /// <summary>
    /// Why a call is put before nobody, as its operation would refuse it: what a person were shown would be kept until then. The
    /// call as it came, by the names that it has itself.
    /// </summary>
    public Problem? Unfit(ApprovalAsk ask) =>
        unkept
            .Select(u => u.Refusal(ask.Scope, [ask.Tool, .. ask.AlsoNamed], ask.Arguments))
            .FirstOrDefault(p => p is not null);

    /// <summary>False when no rule could ask for anything, which is most of the time and then all there is to it.</summary>
    public async ValueTask<bool> MayConcern(Caller caller, ApprovalAsk ask, ApprovalCaller who)
    {
        foreach (var rule in await _ofMode.FindAll(caller.OrganizationId, caller.Mode))
        {
            if (IsAbout(rule, ask, who) && (rule.PeriodSeconds is not null || Exceeds(rule, ask)))
                return true;
        }
        return false;
    }

    /// <summary>The rules about a call, as the transaction of a change sees them.</summary>
    public static async Task<ApprovalRuleRow[]> About(
        VidimusDb db,
        ApprovalAsk ask,
        ApprovalCaller who
    ) =>
        [
            .. (await db.ApprovalRules.AsNoTracking().OrderBy(r => r.Id).ToListAsync()).Where(r =>
                IsAbout(r, ask, who)
            ),
        ];

    /// <summary>True when the call itself is enough for the rule, whatever was done before it.</summary>
    public static bool Exceeds(ApprovalRuleRow rule, ApprovalAsk ask) =>
        rule.AmountOverCents is null && rule.CountOver is null
        || ask.AmountCents > rule.AmountOverCents
        || ask.Count > rule.CountOver;

    private static bool IsAbout(ApprovalRuleRow rule, ApprovalAsk ask, ApprovalCaller who) =>
        rule.Enabled
        && who.Is(rule.Callers)
        && (rule.Scope is null || RouteScopes.Includes(rule.Scope, ask.Scope))
        && (
            rule.Tool == EveryWrite
                // Whoever names the scope means all that needs it, or changes something with a scope beneath it.
                ? rule.Scope is not null || Scopes.Changes(ask.Scope)
                : rule.Tool == ask.Tool || ask.AlsoNamed.Contains(rule.Tool)
        );
}
