using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>A policy that is in force on the day by its dates, and by its rows speaks of procedures that were asked about.</summary>
/// <param name="Policy">Its head, of the edition that holds.</param>
/// <param name="Former">That edition where it is no longer the present one.</param>
/// <param name="Says">Codes and how much what it says of them restricts; see <c>Restriction</c>.</param>
/// <param name="NamesNow">Whether its present edition names the procedures.</param>
/// <param name="IsUndated">Whether the day is known only from when this server was told.</param>
internal sealed record Candidate(
    PolicyRow Policy,
    FormerEditionRow? Former,
    IReadOnlyList<(string Code, int Rank)> Says,
    bool NamesNow,
    bool IsUndated = false
)
{
    /// <summary>
    /// The candidates in their order: those that ask for authorization or cover nothing first, then the payer's own, then the
    /// most particular. Where there are more than are taken, each code has its turn and, of what is said of it, each kind: many
    /// policies that say one thing hide none that says another.
    /// </summary>
    public static IReadOnlyList<Candidate> Choose(
        IReadOnlyList<Candidate> all,
        CoverageQuestion question,
        int most
    )
    {
        var ordered = all.OrderBy(c => c.Says.Min(s => s.Rank))
            .ThenBy(c => Payers.Fit(question, c.Policy))
            .ThenBy(c => c.Policy.Jurisdiction is null)
            .ThenBy(c => c.Policy.Id, StringComparer.Ordinal)
            .ToList();
        if (ordered.Count <= most)
            return ordered;
        var counts = new Dictionary<(string, int), int>();
        var turns = new Dictionary<Candidate, int>(ReferenceEqualityComparer.Instance);
        foreach (var candidate in ordered)
            turns[candidate] = candidate.Says.Min(s => counts[s] = counts.GetValueOrDefault(s) + 1);
        var chosen = ordered.OrderBy(c => turns[c]).Take(most).ToHashSet();
        return [.. ordered.Where(chosen.Contains)];
    }
}
