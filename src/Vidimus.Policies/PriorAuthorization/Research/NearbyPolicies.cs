using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>Policies near to a clinical context, and how many searches found them.</summary>
internal sealed record Nearby(IReadOnlyList<PolicyRow> Policies, int Searches);

/// <summary>
/// Finds policies that have words of a clinical context, beside those that speak of the codes. They decide nothing. A context is no
/// query: its longest words are sought one by one, and a policy is near that has several of them.
/// </summary>
internal sealed class NearbyPolicies(PolicySearch search)
{
    private const int MostWords = 8;
    private const int ShortestWord = 5;
    private const int FewestWords = 2;
    private const int LookedAt = 25;
    private const int Most = 5;
    private static readonly Nearby None = new([], 0);

    public async Task<Nearby> Find(
        string[] owners,
        ResearchAsked asked,
        CoverageQuestion question,
        CoverageFound found,
        CancellationToken cancellation
    )
    {
        var words = Words(asked.Context);
        if (words.Length == 0)
            return None;
        var filter = new PolicyFilter
        {
            Jurisdictions = asked.State is { } state
                ? [state, .. (found.Places ?? []).Select(p => p.Code)]
                : [],
            OrEverywhere = true,
        };
        var decided = found.Policies.Select(p => p.Policy.Id).ToHashSet(StringComparer.Ordinal);
        var near = new Dictionary<string, (PolicyRow Policy, int Words)>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var page = await search.Run(
                new(owners, word, false, filter, null, LookedAt),
                cancellation
            );
            foreach (var policy in page.Value?.Data ?? [])
                near[policy.Id] = (policy, near.GetValueOrDefault(policy.Id).Words + 1);
        }
        var least = Math.Min(FewestWords, words.Length);
        return new(
            [
                .. near
                    .Values.Where(n => n.Words >= least && !decided.Contains(n.Policy.Id))
                    .Where(n => n.Policy.Type != PolicyTypes.Requirement)
                    .Where(n => Payers.Fit(question, n.Policy) != PayerFit.Other)
                    .OrderByDescending(n => n.Words)
                    .ThenBy(n => n.Policy.Id, StringComparer.Ordinal)
                    .Take(Most)
                    .Select(n => n.Policy),
            ],
            words.Length
        );
    }

    private static string[] Words(string? context) =>
        [
            .. (context ?? "")
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(w => string.Concat(w.Where(char.IsLetter)).ToLowerInvariant())
                .Where(w => w.Length is >= ShortestWord and <= 40)
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(w => w.Length)
                .Take(MostWords),
        ];
}
