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
            EvaluationReasons.Of(blocks, shown, truth, notInForce),
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
            if (EvaluationReasons.Fails(blocks[i], shown[i]))
                surest = Math.Max(surest, sureness);
        }
        var confidence =
            truth == Truth.Unmatched ? surest
            : count == 0 ? 0
            : sum / count;
        return Math.Round(confidence, 2, MidpointRounding.ToZero);
    }

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
