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
    EditionInForce editions,
    FormerCodes former
)
{
    private const int MostPolicies = 60;

    // Among them those of the payer are found: the database cannot say which fit.
    private const int MostRows = 4000;
    private const int LeastOfEachCode = 200;

    // Former editions that one question may unpack, of all policies together.
    private const int MostEditions = 200;

    public async Task<CoverageFound> Find(
        string[] owners,
        CoverageQuestion question,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<Jurisdiction>? places = question.State is { } state
            ? await jurisdictions.OfState(owners, state, cancellation)
            : null;
        var partly =
            places?.Where(p => p.Areas.Any(a => a.State == question.State)).ToArray() ?? [];
        var heads = await Heads(owners, question, places, cancellation);
        var inForce = new List<PolicyInForce>();
        var others = new List<PolicyNotInForce>();
        var most = MostEditions;
        foreach (var head in heads.Policies.Take(MostPolicies))
            most -= await Add(head, question, partly, most, inForce, others, cancellation);
        var any =
            heads.Policies.Count > 0
            || await PolicyLibrary.Rows<PolicyRow>(db, owners).AnyAsync(cancellation);
        return new(
            inForce,
            others,
            places,
            any,
            Math.Max(0, heads.Policies.Count - MostPolicies),
            heads.Unsearched
        );
    }

    /// <summary>Policies that speak of the procedures, whenever they hold: those that ask for authorization or cover nothing first, then the most particular.</summary>
    private async Task<(List<CodedPolicy> Policies, string? Unsearched)> Heads(
        string[] owners,
        CoverageQuestion question,
        IReadOnlyList<Jurisdiction>? places,
        CancellationToken cancellation
    )
    {
        var codes = question.Procedures.Select(p => ((string?)null, p.Code)).ToArray();
        var mostOfEach = Math.Max(LeastOfEachCode, MostRows / Math.Max(1, codes.Length));
        var filter = new PolicyFilter
        {
            // Never an empty list, which would stand for wherever.
            Jurisdictions = question.State is { } state
                ? [state, .. (places ?? []).Select(p => p.Code)]
                : [],
            OrEverywhere = true,
        };
        var found = await byCode.Find(owners, codes, filter, cancellation, mostOfEach);
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
        var now = found
            .Policies.Concat(retired.Policies)
            .Select(p => p with { Codes = [.. p.Codes.Where(IsProcedure)] })
            .Where(p => p.Codes.Count > 0)
            .ToArray();
        // And those that speak of them no more.
        var before = question.IsPast
            ? await former.Find(
                owners,
                question,
                filter,
                [.. now.Select(p => p.Policy.Id)],
                cancellation
            )
            : new([], null);
        List<CodedPolicy> all =
        [
            .. now.Concat(before.Policies.Select(p => new CodedPolicy(p, [])))
                .Where(p => p.Policy.Type != PolicyTypes.Requirement)
                .Where(p => Payers.Fit(question, p.Policy) != PayerFit.Other)
                // What was said of codes that are gone is not known yet.
                .OrderBy(p =>
                    p.Codes.Select(c => Restriction.Rank(c.Disposition)).DefaultIfEmpty().Min()
                )
                .ThenBy(p => Payers.Fit(question, p.Policy))
                .ThenBy(p => p.Policy.Jurisdiction is null)
                .ThenBy(p => p.Policy.Id, StringComparer.Ordinal),
        ];
        return (all, before.Unsearched);
    }

    /// <summary>Adds a policy to those in force or to the others, and answers how many former editions that took.</summary>
    private async Task<int> Add(
        CodedPolicy head,
        CoverageQuestion question,
        Jurisdiction[] partly,
        int most,
        List<PolicyInForce> inForce,
        List<PolicyNotInForce> others,
        CancellationToken cancellation
    )
    {
        var policy = head.Policy;
        var edition = await editions.Find(policy, question, most, cancellation);
        if (edition.Document is not { } document)
        {
            others.Add(new(policy.Id, edition.WhyNot));
            return edition.Read;
        }
        var wanted = question.Procedures.Select(p => p.Code).ToHashSet(StringComparer.Ordinal);
        var said = (document.Codes ?? [])
            .Where(c =>
                c.System != CodeSystems.Icd10Cm
                && CodeText.Normal(c.Code, c.System) is { } code
                && wanted.Contains(code)
            )
            .ToArray();
        if (said.Length > 0)
            inForce.Add(new(policy, document, said, Doubts(policy, question, partly)));
        else if (head.Codes.Count == 0)
            others.Add(
                new(
                    policy.Id,
                    $"{policy.Id} may have named these codes in another edition; the one that holds for {question.Day} by its dates does not."
                )
            );
        return edition.Read;
    }

    private static List<string> Doubts(
        PolicyRow policy,
        CoverageQuestion question,
        Jurisdiction[] partly
    )
    {
        var doubts = new List<string>();
        if (policy.Jurisdiction is { } place && question.State is null)
            doubts.Add($"{policy.Id} holds in {place} only, and no state was named.");
        if (partly.FirstOrDefault(p => p.Code == policy.Jurisdiction) is { } part)
            doubts.Add(
                $"{part.Code}, where {policy.Id} holds, has only a part of {question.State}."
            );
        if (Payers.Fit(question, policy) == PayerFit.Perhaps)
            doubts.Add(Payers.Doubt(question, policy));
        return doubts;
    }

    private static bool IsProcedure(PolicyCodeRow code) => code.System != CodeSystems.Icd10Cm;
}
