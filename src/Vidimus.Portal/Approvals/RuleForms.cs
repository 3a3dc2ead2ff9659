using System.Globalization;
using Vidimus.Client;

namespace Vidimus.Portal.Approvals;

/// <summary>Forms about rules as calls of the API, and rules as forms and sentences.</summary>
internal static class RuleForms
{
    /// <summary>Names of members that stand in the form under another.</summary>
    public static readonly (string Member, string Field)[] Fields =
    [
        ("amountOverCents", "amount"),
        ("countOver", "count"),
        ("periodSeconds", "period"),
        ("expirySeconds", "expiry"),
    ];

    /// <summary>What the fields are called.</summary>
    public static readonly IReadOnlyDictionary<string, string> Labels = new Dictionary<
        string,
        string
    >
    {
        ["name"] = "Name",
        ["tool"] = "Tool",
        ["scope"] = "Scope",
        ["callers"] = "Whose calls",
        ["amount"] = "Over this amount",
        ["count"] = "Over this number",
        ["period"] = "Counted",
        ["expiry"] = "An approval is good for",
    };

    /// <summary>Times that forms offer, in seconds.</summary>
    public static readonly (int Seconds, string Words)[] Times =
    [
        (900, "15 minutes"),
        (3600, "1 hour"),
        (14_400, "4 hours"),
        (86_400, "1 day"),
        (604_800, "7 days"),
        (2_592_000, "30 days"),
    ];

    /// <summary>The form as it is first shown.</summary>
    public static Typed Blank { get; } =
        new(
            new Dictionary<string, string[]>
            {
                ["tool"] = ["*"],
                ["callers"] = ["all"],
                ["expiry"] = ["3600"],
                ["enabled"] = ["yes"],
            }
        );

    /// <summary>A rule as the form in which it is edited.</summary>
    public static Typed Of(ApprovalRule rule) =>
        new(
            new Dictionary<string, string[]>
            {
                ["name"] = [rule.Name],
                ["tool"] = [rule.Tool],
                ["scope"] = [rule.Scope ?? ""],
                ["callers"] = [Word(rule.Callers)],
                ["amount"] = [Shown.Amount(rule.AmountOverCents)],
                ["count"] = [Text(rule.CountOver)],
                ["period"] = [Text(rule.PeriodSeconds)],
                ["expiry"] = [Text(rule.ExpirySeconds)],
                ["fourEyes"] = rule.FourEyes ? ["yes"] : [],
                ["notify"] = rule.Notify ? ["yes"] : [],
                ["enabled"] = rule.Enabled ? ["yes"] : [],
            }
        );

    /// <summary>The rule that the form asks for; what is wrong is noted in the form.</summary>
    public static NewApprovalRule Asked(Typed form) =>
        new()
        {
            Name = form["name"] ?? "",
            Tool = form["tool"] ?? "*",
            Scope = form["scope"],
            Callers = Callers(form),
            AmountOverCents = form.Cents("amount"),
            CountOver = form.Number("count"),
            PeriodSeconds = form.Number("period"),
            ExpirySeconds = form.Number("expiry"),
            FourEyes = form.Has("fourEyes", "yes"),
            Notify = form.Has("notify", "yes"),
            Enabled = form.Has("enabled", "yes"),
        };

    /// <summary>The change to what the form holds; what is empty is taken away.</summary>
    public static ApprovalRuleChange Changed(Typed form)
    {
        var asked = Asked(form);
        return new()
        {
            Name = asked.Name,
            Tool = asked.Tool,
            Scope = asked.Scope,
            Callers = asked.Callers,
            AmountOverCents = asked.AmountOverCents,
            CountOver = asked.CountOver,
            PeriodSeconds = asked.PeriodSeconds,
            ExpirySeconds = asked.ExpirySeconds,
            FourEyes = asked.FourEyes,
            Notify = asked.Notify,
            Enabled = asked.Enabled,
            Clear =
            [
                .. new[]
                {
                    ("scope", asked.Scope is null),
                    ("amountOverCents", asked.AmountOverCents is null),
                    ("countOver", asked.CountOver is null),
                    ("periodSeconds", asked.PeriodSeconds is null),
                }
                    .Where(m => m.Item2)
                    .Select(m => m.Item1),
            ],
        };
    }

    /// <summary>A time in words.</summary>
    public static string Time(int seconds) =>
        Times.FirstOrDefault(t => t.Seconds == seconds).Words
        ?? string.Create(CultureInfo.InvariantCulture, $"{seconds} seconds");

    /// <summary>What a rule asks for, as a sentence.</summary>
    public static string Sentence(ApprovalRule rule)
    {
        var who = rule.Callers switch
        {
            ApprovalCallers.Clients => "Assistants that members connected",
            ApprovalCallers.Keys => "Assistants with a key",
            _ => "Assistants",
        };
        var what =
            rule.Tool != "*" ? $"calling {rule.Tool}"
            : rule.Scope is null ? "changing anything"
            : "doing";
        var scope = rule.Scope is null ? "" : $" what needs {rule.Scope}";
        string?[] limits =
        [
            rule.AmountOverCents is { } cents ? $"more than {Shown.Money(cents)}" : null,
            rule.CountOver is not { } count ? null
            : rule.PeriodSeconds is { } period
                ? $"more than {Shown.Count(count)} within {Time(period)}"
            : $"more than {Shown.Count(count)} at once",
        ];
        var over = string.Join(" or ", limits.Where(l => l is not null));
        return $"{who} {what}{scope}{(over.Length == 0 ? "" : ": " + over)}";
    }

    private static ApprovalCallers Callers(Typed form) =>
        form["callers"] switch
        {
            "clients" => ApprovalCallers.Clients,
            "keys" => ApprovalCallers.Keys,
            _ => ApprovalCallers.All,
        };

    private static string Word(ApprovalCallers callers) =>
        callers switch
        {
            ApprovalCallers.Clients => "clients",
            ApprovalCallers.Keys => "keys",
            _ => "all",
        };

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
