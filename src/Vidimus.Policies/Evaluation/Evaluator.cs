using System.Globalization;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Evaluation;

/// <summary>
/// Evaluates policies over facts. Indications, documentation and frequency have to be matched, limitations must not be;
/// what cannot be said is neither, and other blocks are shown and decide nothing.
/// </summary>
internal static class Evaluator
{
    public const string Met = "met";
    public const string NotMet = "not_met";
    public const string Unknown = "unknown";
    public const string NotInForce = "not_in_force";
    private const int LongestReason = 300;
    private const int MostReasons = 100;

    /// <summary>What a policy comes to on the facts' day.</summary>
    public static PolicyEvaluation Evaluate(
        EvaluatedPolicy policy,
        CompiledPolicy compiled,
        Facts facts
    ) => Evaluate(policy, compiled.Blocks, facts, compiled.NotInForce(facts.Today));

    /// <summary>What blocks come to, whether or not their policy is in force.</summary>
    public static PolicyEvaluation Evaluate(
        EvaluatedPolicy policy,
        IReadOnlyList<PolicyCriterion> criteria,
        Facts facts
    ) => Evaluate(policy, CompiledPolicy.Read(criteria), facts, null);

    /// <summary>The outcome alone, without a word about it.</summary>
    public static Truth Outcome(IReadOnlyList<CompiledBlock> blocks, Facts facts)
    {
        var (truth, decided) = (Truth.Matched, false);
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is not { Decides: true, Logic: { } logic } block)
                continue;
            decided = true;
            var value = logic.Evaluate(facts, block.SpeaksAgainst);
            truth = Truths.And(truth, block.SpeaksAgainst ? Truths.Not(value) : value);
            if (truth == Truth.Unmatched)
                break;
        }
        return decided ? truth : Truth.Unknown;
    }

    private static PolicyEvaluation Evaluate(
        EvaluatedPolicy policy,
        IReadOnlyList<CompiledBlock> blocks,
        Facts facts,
        string? notInForce
    )
    {
        var truth = Outcome(blocks, facts);
        var shown = blocks.Select(b => Show(b, facts)).ToArray();
        var outcome =
            notInForce is not null ? NotInForce
            : truth == Truth.Matched ? Met
            : truth == Truth.Unmatched ? NotMet
            : Unknown;
        return new(
            outcome,
            outcome == Met,
            notInForce is null ? Confidence(blocks, shown, truth) : 1,
            Reasons(blocks, shown, truth, notInForce),
            CompiledPolicy.Said(facts.Today),
            policy,
            shown,
            blocks.Count(b => b.Logic is not null),
            blocks.Count(b => b.Logic is null)
        );
    }

    private static EvaluatedBlock Show(CompiledBlock block, Facts facts)
    {
        var logic = block.Logic?.Explain(facts, block.SpeaksAgainst);
        return new(
            block.Id,
            block.Section,
            block.Text,
            logic?.Outcome ?? "no_logic",
            block.Manual,
            block.Confidence,
            logic
        );
    }

    /// <summary>
    /// One failing block is enough for "not met", so the surest of those counts; for "met", and for what cannot be said, it is
    /// the mean over all that decide, where a block that no tree or no fact decided counts nothing.
    /// </summary>
    private static double Confidence(
        IReadOnlyList<CompiledBlock> blocks,
        EvaluatedBlock[] shown,
        Truth truth
    )
    {
        var (sum, surest, count) = (0d, 0d, 0);
        for (var i = 0; i < blocks.Count; i++)
        {
            if (!blocks[i].Decides)
                continue;
            count++;
            var sureness = shown[i].Outcome is "matched" or "unmatched"
                ? blocks[i].Confidence * (blocks[i].Manual ? 0.5 : 1)
                : 0;
            sum += sureness;
            if (Fails(blocks[i], shown[i]))
                surest = Math.Max(surest, sureness);
        }
        var confidence =
            truth == Truth.Unmatched ? surest
            : count == 0 ? 0
            : sum / count;
        return Math.Round(confidence, 2, MidpointRounding.ToZero);
    }

    private static bool Fails(CompiledBlock block, EvaluatedBlock shown) =>
        block.Decides && shown.Outcome == (block.SpeaksAgainst ? "matched" : "unmatched");

    private static List<string> Reasons(
        IReadOnlyList<CompiledBlock> blocks,
        EvaluatedBlock[] shown,
        Truth truth,
        string? notInForce
    )
    {
        var reasons = new List<string>();
        if (notInForce is not null)
            reasons.Add(notInForce);
        var decides = blocks.Count(b => b is { Decides: true, Logic: not null });
        if (decides == 0)
            reasons.Add("No block that decides has a logic tree: a person has to read the policy.");
        else if (truth == Truth.Matched)
            reasons.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"All {decides} criteria that decide and have a logic tree are met."
                )
            );
        for (var i = 0; i < blocks.Count; i++)
        {
            if (Reason(blocks[i], shown[i]) is { } reason)
                reasons.Add(reason);
        }
        if (blocks.Count(b => b is { Decides: true, Logic: null }) is > 0 and var unread)
            reasons.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{unread} criteria have no logic tree: a person has to read them."
                )
            );
        return reasons.Count <= MostReasons ? reasons : reasons[..MostReasons];
    }

    private static string? Reason(CompiledBlock block, EvaluatedBlock shown)
    {
        if (!block.Decides || shown.Logic is not { } logic)
            return null;
        var said = Short(block.Text);
        if (Fails(block, shown))
            return block.SpeaksAgainst
                ? $"A limitation applies: {said} ({Short(Because(logic))})"
                : $"Not met: {said} ({Short(Because(logic))})";
        if (shown.Outcome == "unknown")
            return $"Cannot be said for lack of {Short(Lack(logic))}: {said}";
        return block.Manual ? $"A person has to judge this as well: {said}" : null;
    }

    /// <summary>What the deepest nodes that made it so say, up to three of them.</summary>
    private static string Because(EvaluatedNode node)
    {
        var whys = new List<string>();
        Gather(node, node.Outcome, whys);
        return string.Join(" ", whys.Count == 0 ? [node.Why] : whys);
    }

    private static void Gather(EvaluatedNode node, string outcome, List<string> whys)
    {
        if (whys.Count >= 3)
            return;
        if (node.Of.Count == 0)
        {
            if (node.Outcome == outcome)
                whys.Add(node.Why);
            return;
        }
        var inside =
            node.Kind != "not" ? outcome
            : outcome == "matched" ? "unmatched"
            : "matched";
        foreach (var one in node.Of)
            Gather(one, inside, whys);
    }

    private static string Lack(EvaluatedNode node) =>
        node.Missing.Count == 0 ? "facts" : string.Join(", ", node.Missing);

    private static string Short(string text) =>
        text.Length <= LongestReason ? text : string.Concat(text.AsSpan(0, LongestReason - 1), "…");

    /// <summary>The same as Verity's clients know it.</summary>
    public static VerityCoverageEvaluation Verity(PolicyEvaluation evaluation) =>
        new(
            evaluation.Covered,
            evaluation.Confidence,
            evaluation.Reasons,
            Texts(evaluation, "matched"),
            Texts(evaluation, "unmatched"),
            Texts(evaluation, "unknown"),
            evaluation.BlocksEvaluated,
            evaluation.BlocksWithoutLogic,
            new(evaluation.Policy.Id, evaluation.Policy.Title, evaluation.Policy.Type)
        );

    private static string[] Texts(PolicyEvaluation evaluation, string outcome) =>
        [.. evaluation.Blocks.Where(b => b.Outcome == outcome).Select(b => b.Text)];
}
