namespace Vidimus.Policies.PriorAuthorization;

/// <summary>From judgements of its codes to what is shown of a claim.</summary>
internal static class ClaimView
{
    public static ClaimValidation Of(
        ClaimRequest request,
        CoverageQuestion question,
        string[] modifiers,
        CoverageFound found,
        CodeJudgement[] judged,
        Dictionary<string, KnownCode> known
    )
    {
        var risk = Grades.Highest(judged.Select(j => j.Risk));
        var manual = judged.Any(j => j.ManualReview);
        return new(
            question.Payer,
            request.PlanType,
            request.LineOfBusiness,
            question.State,
            request.DateOfService,
            request.SiteOfService,
            request.ProviderSpecialty,
            modifiers,
            ClaimRules.Overall(risk, manual),
            CoverageRules.Strictest(judged.Select(j => j.Coverage)),
            judged.Any(j => j.Verdict.Authorization == true) ? true
                : judged.Any(j => j.Verdict.Authorization == false) ? false
                : null,
            risk,
            Grades.Lowest(judged.Select(j => j.Confidence)),
            [.. CoverageAnswers.Checklist(found.Policies).Select(i => i.Text)],
            [.. found.Policies.Select(CoverageAnswers.Source)],
            [.. found.Policies.Select(p => CoverageAnswers.Matched(p, question))],
            CoverageAnswers.Since(found.Policies),
            CoverageAnswers.Told(found.Policies),
            manual,
            [.. judged.SelectMany(j => j.Gaps).Concat(Gaps(question, found)).Distinct()],
            [.. judged.SelectMany(j => j.Issues).Distinct()],
            [.. judged.Select(j => Code(j, question, known))],
            CoverageAnswers.Contractor(found)
        );
    }

    /// <summary>What is not known of the claim as a whole.</summary>
    private static IEnumerable<string> Gaps(CoverageQuestion question, CoverageFound found)
    {
        if (question.State is null)
            yield return "No state was named, so that it is not known whose local policies bind.";
        else if (found.Places is { Count: 0 })
            yield return $"No jurisdiction is known for {question.State}; only what holds everywhere counts.";
        if (question.Payer is null && !question.ByMedicare)
            yield return "No payer was named.";
        foreach (var other in found.Others)
            yield return other.Why;
        foreach (var missing in CoverageAnswers.LeftOut(found))
            yield return missing;
    }

    private static ClaimCode Code(
        CodeJudgement judged,
        CoverageQuestion question,
        Dictionary<string, KnownCode> known
    )
    {
        var asked = judged.Verdict.Code;
        var row = known.GetValueOrDefault(asked.Code);
        return new(
            asked.Shown,
            row?.System ?? asked.System,
            row?.Description,
            judged.Coverage,
            judged.Verdict.Authorization,
            judged.Risk,
            judged.Confidence,
            [.. CoverageAnswers.Checklist(judged.Policies).Select(i => i.Text)],
            [.. judged.Policies.Select(CoverageAnswers.Source)],
            [.. judged.Policies.Select(p => CoverageAnswers.Matched(p, question))],
            CoverageAnswers.Since(judged.Policies),
            CoverageAnswers.Told(judged.Policies),
            judged.ManualReview,
            judged.Gaps,
            judged.Issues,
            judged.Policies.Length
        );
    }
}
