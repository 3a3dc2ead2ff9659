using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>
/// Finds the policies that decide about procedures: in force on the day, everywhere or where the state is, of the payer or of
/// nobody in particular. Of a policy whose present edition began later, the edition counts that was in force then.
/// </summary>
internal sealed class CoverageLookup(
    VidimusDb db,
    PoliciesByCode byCode,
    Jurisdictions jurisdictions,
    FormerPolicies former,
    CoverageDocuments documents
)
{
    /// <summary>Policies whose documents one question reads.</summary>
    public const int MostPolicies = 500;

    // Among them those of the payer are found: the database cannot say which fit.
    private const int MostRows = 4000;
    private const int MostOthers = 60;

    public async Task<CoverageFound> Find(
        string[] owners,
        CoverageQuestion question,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<Jurisdiction>? places = question.State is { } state
            ? await jurisdictions.OfState(owners, state, cancellation)
            : null;
        // Never an empty list, which would stand for wherever.
        string[] names = question.State is { } named
            ? [named, .. (places ?? []).Select(p => p.Code)]
            : [];
        var (present, cut) = await Present(owners, question, names, cancellation);
        var past = await former.Find(owners, question, names, cancellation);
        var others = new List<PolicyNotInForce>();
        var candidates = new List<Candidate>();
        foreach (var policy in present)
            Judge(policy, question, others, candidates);
        var known = present.Select(p => p.Policy.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var policy in past.Policies)
            Judge(policy, known.Contains(policy.Head.Id), question, names, others, candidates);
        others.AddRange(past.Silent.Select(id => PolicyNotInForce.Silent(id, question)));
        candidates.RemoveAll(c => Payers.Fit(question, c.Policy) == PayerFit.Other);
        var chosen = Candidate.Choose(candidates, question, MostPolicies);
        var inForce = await documents.Read(chosen, question, places, others, cancellation);
        var any =
            candidates.Count > 0
            || await PolicyLibrary.Rows<PolicyRow>(db, owners).AnyAsync(cancellation);
        return new(
            inForce,
            [.. others.DistinctBy(o => o.PolicyId).Take(MostOthers)],
            places,
            any,
            candidates.Count - chosen.Count,
            cut || past.Cut,
            past.Unread
        );
    }

    /// <summary>Policies whose present edition names the procedures.</summary>
    private async Task<(IReadOnlyList<CodedPolicy> Policies, bool Cut)> Present(
        string[] owners,
        CoverageQuestion question,
        string[] places,
        CancellationToken cancellation
    )
    {
        var codes = question.Procedures.Select(p => ((string?)null, p.Code)).ToArray();
        var mostOfEach = MostRows / Math.Max(1, codes.Length);
        var filter = new PolicyFilter { Jurisdictions = places, OrEverywhere = true };
        var active = await byCode.Find(owners, codes, filter, cancellation, mostOfEach);
        // Retired since, but perhaps not yet on the day: what was done then is judged by them.
        var retired = question.IsPast
            ? await byCode.Find(
                owners,
                codes,
                filter with
                {
                    Status = PolicyStatuses.Retired,
                },
                cancellation,
                mostOfEach
            )
            : CodedPolicies.None;
        return (
            [
                .. active
                    .Policies.Concat(retired.Policies)
                    .Where(p => p.Policy.Type != PolicyTypes.Requirement)
                    .Select(p => p with { Codes = [.. p.Codes.Where(IsProcedure)] })
                    .Where(p => p.Codes.Count > 0),
            ],
            active.Cut.Count + retired.Cut.Count > 0
        );
    }

    // One whose present edition had not begun is among the former ones.
    private static void Judge(
        CodedPolicy coded,
        CoverageQuestion question,
        List<PolicyNotInForce> others,
        List<Candidate> candidates
    )
    {
        var policy = coded.Policy;
        var days = EditionDays.Of(policy);
        if (!days.HasBegun(question.Day))
            return;
        if (days.HasEnded(question.Day))
            others.Add(PolicyNotInForce.Ended(policy, days));
        else
            candidates.Add(
                new(
                    policy,
                    null,
                    [.. coded.Codes.Select(c => (c.Code, Restriction.Rank(c.Disposition)))],
                    true
                )
            );
    }

    private static void Judge(
        FormerPolicy policy,
        bool namesNow,
        CoverageQuestion question,
        string[] places,
        List<PolicyNotInForce> others,
        List<Candidate> candidates
    )
    {
        var (head, edition) = (policy.Head, policy.Edition);
        var days = EditionDays.Of(head);
        if (days.HasEnded(question.Day) || edition is null)
        {
            if (namesNow)
                others.Add(
                    days.HasEnded(question.Day) ? PolicyNotInForce.Ended(head, days)
                    : head is { Edition: > 1, IsPastKnown: null }
                        ? PolicyNotInForce.Unread(head, question)
                    : PolicyNotInForce.Later(head, days)
                );
            return;
        }
        if (!Reaches(edition, places) || edition.Type == PolicyTypes.Requirement)
            return;
        var then = new EditionDays(edition.Begins, edition.Ends, edition.IsDated);
        if (then.HasEnded(question.Day))
            others.Add(PolicyNotInForce.Ended(head, then));
        else if (policy.Says.Count > 0)
            candidates.Add(
                new(
                    CoverageDocuments.Row(head, edition),
                    edition,
                    policy.Says,
                    namesNow,
                    !days.IsDated || !then.IsDated
                )
            );
        else if (question.IsPast && !namesNow)
            others.Add(PolicyNotInForce.Silent(head.Id, question));
    }

    private static bool Reaches(FormerEditionRow edition, string[] places) =>
        places.Length == 0
        || edition.Jurisdictions.Length == 0
        || edition.Jurisdictions.Split(' ').Intersect(places, StringComparer.Ordinal).Any();

    private static bool IsProcedure(PolicyCodeRow code) => code.System != CodeSystems.Icd10Cm;
}
