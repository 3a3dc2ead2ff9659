using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Portal.Policies;

/// <summary>What a policy comes to over the facts that were entered.</summary>
/// <param name="Outcome"><c>met</c>, <c>not_met</c>, <c>unknown</c> or <c>not_in_force</c>.</param>
/// <param name="Confidence">How sure that is, 0 to 1.</param>
/// <param name="Remark">What stands beside the outcome and is not said of one criterion; null for nothing.</param>
/// <param name="Blocks">Criteria that are stated as rules.</param>
/// <param name="WithoutLogic">How many are stated for people only.</param>
public sealed record EvaluationView(
    string Outcome,
    double Confidence,
    string? Remark,
    IReadOnlyList<BlockView> Blocks,
    int WithoutLogic
)
{
    internal string Title =>
        Outcome switch
        {
            "met" => "The criteria are met.",
            "not_met" => "The criteria are not met.",
            "not_in_force" => "The policy is not in force.",
            _ => "It cannot be said yet.",
        };

    internal string Tone =>
        Outcome switch
        {
            "met" => "ok",
            "not_met" => "bad",
            _ => "warn",
        };

    internal static EvaluationView Of(PolicyEvaluation from)
    {
        BlockView[] blocks =
        [
            .. from.Blocks.Where(b => b.Outcome != "no_logic").Select(BlockView.Of),
        ];
        return new(
            from.Outcome,
            from.Confidence,
            Said(from, blocks),
            blocks,
            from.BlocksWithoutLogic
        );
    }

    // Sentences about single criteria stand with these; the first of a policy that does not hold says since when or until when.
    private static string? Said(PolicyEvaluation from, BlockView[] blocks)
    {
        if (from.Outcome == "not_in_force")
            return from.Reasons.FirstOrDefault();
        if (!blocks.Any(b => b.Decides))
            return "No criterion that decides is stated as a rule: a person has to read the policy.";
        string[] missing =
        [
            .. blocks
                .Where(b => b is { Decides: true, Outcome: "unknown" })
                .SelectMany(b => b.Missing)
                .Distinct(),
        ];
        return from.Outcome == "unknown" && missing.Length > 0
            ? $"Missing: {string.Join(", ", missing)}."
            : null;
    }
}

/// <summary>A criterion and what it came to.</summary>
/// <param name="Section">The part it belongs to.</param>
/// <param name="Text">What it says.</param>
/// <param name="Outcome"><c>matched</c>, <c>unmatched</c> or <c>unknown</c>.</param>
/// <param name="RequiresManualReview">Whether a person judges it in any case.</param>
/// <param name="Missing">Names of the facts it would have needed, in words.</param>
/// <param name="Why">Why it came to that, in sentences.</param>
public sealed record BlockView(
    string Section,
    string Text,
    string Outcome,
    bool RequiresManualReview,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Why
)
{
    private const int MostReasons = 3;
    private const int Deepest = 40;

    /// <summary>Whether the policy's outcome depends on it.</summary>
    internal bool Decides => Section != "other";

    /// <summary>
    /// The outcome in words. A limitation that is matched speaks against what is asked for, and one that is not speaks for it.
    /// </summary>
    internal string Word =>
        (Outcome, Section) switch
        {
            ("matched", "limitations") => "Applies",
            ("unmatched", "limitations") => "Does not apply",
            ("matched", _) => "Met",
            ("unmatched", _) => "Not met",
            _ => "Cannot be said",
        };

    internal string Tone =>
        (Outcome, Section) switch
        {
            ("matched" or "unmatched", "other") => "plain",
            ("matched", "limitations") => "bad",
            ("unmatched", "limitations") => "ok",
            ("matched", _) => "ok",
            ("unmatched", _) => "bad",
            _ => "warn",
        };

    internal static BlockView Of(EvaluatedBlock from)
    {
        var logic = from.Logic is { ValueKind: JsonValueKind.Object } element
            ? JsonObject.Create(element)
            : null;
        var why = new List<string>();
        if (logic is not null && from.Outcome != "unknown")
            Gather(logic, from.Outcome, why, 0);
        return new(
            from.Section,
            from.Text,
            from.Outcome,
            from.RequiresManualReview,
            [.. logic.Texts("missing").Select(LogicTexts.Name).Distinct()],
            why
        );
    }

    // What the deepest nodes say that made it so.
    private static void Gather(JsonObject node, string outcome, List<string> why, int depth)
    {
        if (why.Count >= MostReasons || depth > Deepest)
            return;
        var under = node.Objects("of");
        if (under.Count == 0)
        {
            if (node.Text("outcome") == outcome && node.Text("why") is { Length: > 0 } said)
                why.Add(node.Text("kind") == "fact" ? Named(said) : said);
            return;
        }
        var inside =
            node.Text("kind") != "not" ? outcome
            : outcome == "matched" ? "unmatched"
            : "matched";
        foreach (var one in under)
            Gather(one, inside, why, depth + 1);
    }

    // What is said of a fact begins with its name, which has no blanks; yes and no are said as they are entered.
    private static string Named(string said)
    {
        var end = said.IndexOf(' ', StringComparison.Ordinal);
        if (end <= 0)
            return said;
        var name = LogicTexts.Name(said[..end]);
        return said[end..] switch
        {
            " is true." => $"{name}: yes.",
            " is false." => $"{name}: no.",
            var rest => name + rest,
        };
    }
}
