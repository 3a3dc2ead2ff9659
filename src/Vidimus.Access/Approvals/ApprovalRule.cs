using System.Globalization;
using System.Text.RegularExpressions;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>A rule: which calls of assistants a person has to approve first. Several of its limits mean that any of them is enough.</summary>
/// <param name="Id">Its id, <c>aru_…</c>.</param>
/// <param name="Name">What it is for, in its owner's words.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>; it holds for calls of this mode.</param>
/// <param name="Enabled">Whether it holds.</param>
/// <param name="Tool">The tool it is about, such as <c>issueCredential</c>; <c>*</c> for every call that changes something.</param>
/// <param name="Scope">The scope that the call needs; null for any.</param>
/// <param name="AmountOverCents">Only calls that cost more than so many cents; null where the amount does not matter.</param>
/// <param name="CountOver">Only calls about more than so many things, in this call or within the period; null where the number does not matter.</param>
/// <param name="PeriodSeconds">With it, things are counted over so many seconds for each caller; null for each call alone.</param>
/// <param name="Callers"><c>all</c> assistants, <c>clients</c> that members connected, or those that work with <c>keys</c>.</param>
/// <param name="ExpirySeconds">How long an approval can be given and used.</param>
/// <param name="FourEyes">Whether nobody approves what their own assistant asks for.</param>
/// <param name="Notify">Whether owners and administrators are told by mail.</param>
/// <param name="Version">Grows with every edit; what was asked under an older one counts no more.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
public sealed record ApprovalRule(
    string Id,
    string Name,
    string Mode,
    bool Enabled,
    string Tool,
    string? Scope,
    long? AmountOverCents,
    int? CountOver,
    int? PeriodSeconds,
    string Callers,
    int ExpirySeconds,
    bool FourEyes,
    bool Notify,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    internal static ApprovalRule Of(ApprovalRuleRow row) =>
        new(
            row.Id,
            row.Name,
            row.Mode,
            row.Enabled,
            row.Tool,
            row.Scope,
            row.AmountOverCents,
            row.CountOver,
            row.PeriodSeconds,
            row.Callers,
            row.ExpirySeconds,
            row.FourEyes,
            row.Notify,
            row.Version,
            row.CreatedAt,
            row.UpdatedAt
        );
}

/// <summary>What making and editing rules have in common.</summary>
internal static partial class RuleTerms
{
    /// <summary>The refusal when an assistant would change what it is bound by.</summary>
    public static Problem? Refuse(Caller caller) =>
        ApprovalCaller.IsAssistants(caller) ? new(ApprovalProblems.RulesNotTheirs) : null;

    public static Fields Check(ApprovalRuleRow row) =>
        new Fields()
            .Text("name", row.Name, 100, required: true)
            .Check(
                ToolName().IsMatch(row.Tool),
                "tool",
                "must be * or the name of a tool, such as issueCredential"
            )
            // A tool of assistants over REST is asked about by its own name, or by the scope of what it does.
            .OneOf("scope", row.Scope, [.. Scopes.All.Where(s => !Scopes.IsAgents(s))])
            .Number("amountOverCents", row.AmountOverCents, 0, Keys.KeyRules.LargestCap)
            .Number("countOver", row.CountOver, 0, 1_000_000)
            .Number("periodSeconds", row.PeriodSeconds, 60, 30 * 86_400)
            .Check(
                row.PeriodSeconds is null || row.CountOver is not null,
                "countOver",
                "is required with periodSeconds"
            )
            .OneOf("callers", row.Callers, CallerKinds.All, required: true)
            .Number("expirySeconds", row.ExpirySeconds, 60, 7 * 86_400);

    /// <summary>Notes a scope that no call of the tool could need: such a rule would look as if it protected something.</summary>
    public static Fields Together(this Fields fields, ApprovalRuleRow row, RouteScopes routes) =>
        row.Scope is { } scope
        && Scopes.All.Contains(scope)
        && routes.NeverTogether(row.Tool, scope) is { } why
            ? fields.Wrong("scope", why)
            : fields;

    /// <summary>The rule as it is put on record; its name, which people write, is not.</summary>
    public static (string Name, string? Value)[] Facts(ApprovalRuleRow row) =>
        [
            ("version", Text(row.Version)),
            ("enabled", row.Enabled ? "true" : "false"),
            ("tool", row.Tool),
            ("scope", row.Scope),
            ("amountOverCents", Text(row.AmountOverCents)),
            ("countOver", Text(row.CountOver)),
            ("periodSeconds", Text(row.PeriodSeconds)),
            ("callers", row.Callers),
            ("expirySeconds", Text(row.ExpirySeconds)),
            ("fourEyes", row.FourEyes ? "true" : "false"),
        ];

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?:\*|[A-Za-z][A-Za-z0-9_.-]{0,63})\z", RegexOptions.None, 100)]
    private static partial Regex ToolName();
}
