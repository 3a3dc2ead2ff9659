using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>Whether authorization is needed beforehand.</summary>
/// <param name="Required">Whether a policy asks for it.</param>
/// <param name="Confidence">See <see cref="Grades"/>.</param>
/// <param name="Reason">Why, naming policies and codes.</param>
internal sealed record AuthorizationVerdict(bool Required, string Confidence, string Reason);

/// <summary>From what policies say of each procedure to whether authorization is needed. The rules are in the documentation of policies.</summary>
internal static class PriorAuthorizationRules
{
    private const int MostSentences = 8;

    public static AuthorizationVerdict Judge(
        IReadOnlyList<CodeVerdict> verdicts,
        CoverageFound found,
        CoverageQuestion question
    )
    {
        if (!found.AnyLoaded)
            return new(
                false,
                Grades.Low,
                "This server holds no policies that it could look at, which says nothing about whether authorization is needed: load policies, or ask the payer."
            );
        var asking = verdicts.Where(v => v.Authorization == true).ToArray();
        var silent = verdicts.Where(v => v.Authorization is null).ToArray();
        var sentences = new List<string>();
        foreach (var verdict in verdicts.OrderBy(v => v.Surest?.Unsure ?? int.MaxValue))
            sentences.AddRange(About(verdict, question));
        if (question.State is { } state && found.Places is { Count: 0 })
            sentences.Add(
                $"No jurisdiction is known for {state}; only what holds everywhere counts."
            );
        sentences.AddRange(found.Others.Take(3).Select(o => o.Why));
        return new(
            asking.Length > 0,
            Confidence(verdicts, asking, silent, found),
            string.Join(
                ' ',
                sentences.Distinct().Take(MostSentences).Concat(CoverageAnswers.LeftOut(found))
            )
        );
    }

    private static string Confidence(
        IReadOnlyList<CodeVerdict> verdicts,
        CodeVerdict[] asking,
        CodeVerdict[] silent,
        CoverageFound found
    )
    {
        // One policy that surely asks for it is enough, whatever is unknown of the rest.
        if (asking.Length > 0)
            return Grades.Sure(asking.Min(v => v.Surest!.Unsure));
        if (silent.Length == verdicts.Count || found.Places is { Count: 0 })
            return Grades.Low;
        // What was not looked at may ask for it.
        return Grades.Sure(
            (found.IsWhole ? 0 : 1)
                + silent.Length
                + verdicts.SelectMany(v => v.Doubts()).Distinct().Count()
        );
    }

    private static IEnumerable<string> About(CodeVerdict verdict, CoverageQuestion question)
    {
        var code = verdict.Code.Shown;
        if (verdict.Stands.Count == 0)
        {
            var where = question.State is { } state ? $" in {state}" : "";
            yield return $"No loaded policy that is in force{where} names {code}, which is no proof that authorization is not needed.";
            yield break;
        }
        var stand =
            verdict.Surest
            ?? verdict.Stands.FirstOrDefault(s => s.Coverage == CoverageStatuses.NotCovered)
            ?? verdict.Stands.MinBy(s => s.Doubts.Count)!;
        var policy = $"{stand.Policy.Policy.Id} ({stand.Policy.Policy.Title})";
        var condition = stand.Code.Condition is { } under ? $" ({under})" : "";
        yield return stand.Code.Disposition switch
        {
            Dispositions.RequiresPriorAuthorization =>
                $"{policy} requires prior authorization for {code}{condition}.",
            Dispositions.NotCovered =>
                $"{policy} does not cover {code}{condition}; authorization would not change that.",
            Dispositions.Conditional =>
                $"{policy} covers {code} under conditions{condition} and asks for no authorization beforehand.",
            _ => $"{policy} covers {code}{condition} and asks for no authorization beforehand.",
        };
        if (stand.Against is { } against)
            yield return against;
        if (verdict.Disagreement is { } disagreement)
            yield return disagreement;
        foreach (var doubt in stand.Doubts)
            yield return doubt;
    }
}
