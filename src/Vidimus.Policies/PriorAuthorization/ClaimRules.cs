using Vidimus.Policies.Evaluation;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>What the code table says of a code.</summary>
internal sealed record KnownCode(string System, string? Description, bool? Active);

/// <summary>What a procedure of a claim comes to.</summary>
/// <param name="Verdict">What the policies say of it.</param>
/// <param name="Coverage">See <see cref="CoverageStatuses"/>, after the logic trees were looked at.</param>
/// <param name="Risk">The risk of denial; see <see cref="Grades"/>.</param>
/// <param name="Confidence">See <see cref="Grades"/>.</param>
/// <param name="ManualReview">Whether a person has to look at it.</param>
/// <param name="Gaps">What is not known.</param>
/// <param name="Issues">What speaks against it.</param>
internal sealed record CodeJudgement(
    CodeVerdict Verdict,
    string Coverage,
    string Risk,
    string Confidence,
    bool ManualReview,
    IReadOnlyList<string> Gaps,
    IReadOnlyList<string> Issues
)
{
    public PolicyInForce[] Policies { get; } = [.. Verdict.Stands.Select(s => s.Policy)];
}

/// <summary>From what policies and their logic trees say to the risk that a claim is denied. The rules are in the documentation of policies.</summary>
internal static class ClaimRules
{
    public static CodeJudgement Judge(
        CodeVerdict verdict,
        CoverageFound found,
        CoverageQuestion question,
        IReadOnlyDictionary<PolicyInForce, PolicyEvaluation> evaluations,
        KnownCode? known
    )
    {
        var code = verdict.Code.Shown;
        List<string> gaps = [.. verdict.Doubts()];
        List<string> issues = [.. verdict.Stands.Select(s => s.Against).OfType<string>()];
        if (verdict.Stands.Count == 0)
            gaps.Add(
                found.AnyLoaded
                    ? $"No loaded policy that was in force on {question.Day} names {code}."
                    : "This server holds no policies that it could look at."
            );
        // What was not looked at may say otherwise of this very code.
        gaps.AddRange(CoverageAnswers.LeftOut(found));
        if (known?.Active == false)
            issues.Add($"{code} is no longer in use by the code table.");
        foreach (var stand in verdict.Stands)
            issues.AddRange(Stated(stand, code));
        var coverage = verdict.Coverage;
        var failed = false;
        foreach (var stand in verdict.Stands)
        {
            if (!evaluations.TryGetValue(stand.Policy, out var evaluation))
                continue;
            if (evaluation.Outcome == Evaluator.NotMet)
            {
                failed = true;
                issues.AddRange(Failed(evaluation, stand.Policy.Policy.Id));
            }
            else if (evaluation.Outcome != Evaluator.Met)
                gaps.Add(
                    $"The claim does not say enough to tell whether the criteria of {stand.Policy.Policy.Id} are met."
                );
        }
        if (
            coverage == CoverageStatuses.Conditional
            && issues.Count == 0
            && verdict.Authorization != true
            && verdict.Stands.All(s => IsMetInFull(s, evaluations))
        )
            coverage = CoverageStatuses.Covered;
        var manual =
            coverage == CoverageStatuses.Unknown
            || verdict.Disagreement is not null
            || !found.IsWhole && coverage != CoverageStatuses.NotCovered
            || verdict.Stands.Any(s => NeedsAPerson(s.Policy));
        return new(
            verdict,
            coverage,
            Risk(verdict, coverage, failed, known),
            verdict.Stands.Count == 0 ? Grades.Low : Grades.Sure(gaps.Distinct().Count()),
            manual,
            [.. gaps.Distinct()],
            [.. issues.Distinct()]
        );
    }

    /// <summary>The risk of the whole: the highest of its codes, and no less than medium where a person has to look at it.</summary>
    public static string Overall(string denialRisk, bool manualReview) =>
        Grades.Highest([denialRisk, manualReview ? Grades.Medium : Grades.Low]);

    private static string Risk(CodeVerdict verdict, string coverage, bool failed, KnownCode? known)
    {
        if (
            coverage == CoverageStatuses.NotCovered
            || failed
            || known?.Active == false
            || verdict.Stands.Any(s => s.Against is not null)
        )
            return Grades.High;
        var open =
            coverage is CoverageStatuses.Unknown or CoverageStatuses.Conditional
            || verdict.Authorization == true
            || verdict.Disagreement is not null
            || verdict.Doubts().Count > 0;
        return open ? Grades.Medium : Grades.Low;
    }

    private static IEnumerable<string> Stated(PolicyStand stand, string code)
    {
        var id = stand.Policy.Policy.Id;
        var condition = stand.Code.Condition is { } under ? $" ({under})" : "";
        if (stand.Code.Disposition == Dispositions.NotCovered)
            yield return $"{id} does not cover {code}{condition}.";
        if (stand.AsksForAuthorization)
            yield return $"{id} requires prior authorization for {code}{condition}.";
    }

    // A limitation fails by being the case, everything else by not being so.
    private static IEnumerable<string> Failed(PolicyEvaluation evaluation, string policyId)
    {
        var failed = evaluation
            .Blocks.Where(b =>
                b.Outcome
                == (b.Section == PolicyParts.Limitations ? Truth.Matched : Truth.Unmatched).Word()
            )
            .Take(3)
            .Select(b =>
                b.Section == PolicyParts.Limitations
                    ? $"A limitation of {policyId} applies: {Short(b.Text)}"
                    : $"A criterion of {policyId} is not met: {Short(b.Text)}"
            )
            .ToArray();
        return failed.Length > 0 ? failed : [$"The criteria of {policyId} are not met."];
    }

    private static bool IsMetInFull(
        PolicyStand stand,
        IReadOnlyDictionary<PolicyInForce, PolicyEvaluation> evaluations
    ) =>
        stand.Coverage == CoverageStatuses.Covered
        || evaluations.TryGetValue(stand.Policy, out var evaluation)
            && evaluation.Outcome == Evaluator.Met
            && evaluation.BlocksWithoutLogic == 0;

    private static bool NeedsAPerson(PolicyInForce policy) =>
        (policy.Document.Criteria ?? []).Any(c =>
            c.RequiresManualReview
            && c.Section is PolicyParts.Indications or PolicyParts.Limitations
        );

    private static string Short(string text) => text.Length <= 200 ? text : text.Begin(200) + "…";
}
