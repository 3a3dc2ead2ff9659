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
    PolicyReader reader
)
{
    private const int MostPolicies = 60;

    // Among them those of the payer are found: the database cannot say which fit.
    private const int MostRows = 4000;
    private const int LeastOfEachCode = 200;
    private const int MostEditions = 20;

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
        foreach (var head in heads.Take(MostPolicies))
            await Add(head, question, partly, inForce, others, cancellation);
        var any =
            heads.Count > 0
            || await PolicyLibrary.Rows<PolicyRow>(db, owners).AnyAsync(cancellation);
        return new(inForce, others, places, any, Math.Max(0, heads.Count - MostPolicies));
    }

    /// <summary>Policies that speak of the procedures, whenever they hold: those that ask for authorization or cover nothing first, then the most particular.</summary>
    private async Task<List<CodedPolicy>> Heads(
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
        return
        [
            .. found
                .Policies.Concat(retired.Policies)
                .Select(p => p with { Codes = [.. p.Codes.Where(IsProcedure)] })
                .Where(p => p.Codes.Count > 0 && p.Policy.Type != PolicyTypes.Requirement)
                .Where(p => Payers.Fit(question, p.Policy) != PayerFit.Other)
                .OrderBy(p => p.Codes.Min(c => Restriction.Rank(c.Disposition)))
                .ThenBy(p => Payers.Fit(question, p.Policy))
                .ThenBy(p => p.Policy.Jurisdiction is null)
                .ThenBy(p => p.Policy.Id, StringComparer.Ordinal),
        ];
    }

    private async Task Add(
        CodedPolicy head,
        CoverageQuestion question,
        Jurisdiction[] partly,
        List<PolicyInForce> inForce,
        List<PolicyNotInForce> others,
        CancellationToken cancellation
    )
    {
        var policy = head.Policy;
        var document = await reader.Document(policy, cancellation);
        for (
            var edition = policy.Edition - 1;
            IsLater(document.EffectiveDate, question)
                && edition > Math.Max(0, policy.Edition - MostEditions);
            edition--
        )
            document = await reader.Document(policy, edition, cancellation) ?? document;
        if (IsLater(document.EffectiveDate, question))
        {
            others.Add(new(policy.Id, $"{policy.Id} holds only from {document.EffectiveDate} on."));
            return;
        }
        var retired = policy.Status == PolicyStatuses.Retired;
        if (retired && policy.RetireDate is null)
        {
            others.Add(new(policy.Id, $"{policy.Id} is retired, and nobody said since when."));
            return;
        }
        if (policy.RetireDate is { } end && string.CompareOrdinal(end, question.Day) <= 0)
        {
            others.Add(new(policy.Id, $"{policy.Id} held only until {end}."));
            return;
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
            doubts.Add(
                question.Payer is not { } payer
                    ? $"{policy.Id} is a policy of {policy.PayerName ?? policy.PayerCode}, and no payer was named."
                : policy.PayerName is { } name
                    ? $"{policy.Id} is a policy of {name}, which may not be {payer}."
                : $"{policy.Id} is no policy of {payer} in particular."
            );
        return doubts;
    }

    private static bool IsLater(string? date, CoverageQuestion question) =>
        date is not null && string.CompareOrdinal(date, question.Day) > 0;

    private static bool IsProcedure(PolicyCodeRow code) => code.System != CodeSystems.Icd10Cm;
}
