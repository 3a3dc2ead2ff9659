using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.Codes;

/// <summary>A policy, and what it says of the codes that were asked about.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Codes">Its rows of those codes; never empty.</param>
internal sealed record CodedPolicy(PolicyRow Policy, IReadOnlyList<PolicyCodeRow> Codes);

/// <summary>The policies that speak of codes.</summary>
/// <param name="Policies">By their ids.</param>
/// <param name="Cut">Codes of which more policies speak than were taken.</param>
internal sealed record CodedPolicies(
    IReadOnlyList<CodedPolicy> Policies,
    IReadOnlyCollection<string> Cut
)
{
    public static readonly CodedPolicies None = new([], []);
}

/// <summary>
/// The policies that speak of codes. Each code has a limit of its own, so that one of which very many speak hides no other;
/// and what restricts is taken before what covers, so that nothing that decides falls behind the limit.
/// </summary>
internal sealed class PoliciesByCode(VidimusDb db)
{
    /// <summary>
    /// The policies by their ids. Where the caller's own organization has a policy, the library's of the same id does not
    /// count, whether or not the own one speaks of the codes.
    /// </summary>
    /// <param name="owners">Whose policies; see <see cref="PolicyLibrary.Of(string)"/>.</param>
    /// <param name="codes">Codes in normal form; with a system, only what is said of the code of that system.</param>
    /// <param name="filter">Which of them; active ones unless it says otherwise.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <param name="mostOfEach">Most rows that are taken of a code.</param>
    public async Task<CodedPolicies> Find(
        string[] owners,
        IReadOnlyCollection<(string? System, string Code)> codes,
        PolicyFilter filter,
        CancellationToken cancellation,
        int mostOfEach = 500
    )
    {
        if (codes.Count == 0)
            return CodedPolicies.None;
        string[] wanted = [.. codes.Select(c => c.Code).Distinct(StringComparer.Ordinal)];
        var systems = codes.ToLookup(c => c.Code, c => c.System, StringComparer.Ordinal);
        var said = new List<Said>();
        foreach (var owner in owners)
        {
            var rows = Rows(owners, owner, filter);
            var (few, many) = await Split(owner, wanted, mostOfEach, cancellation);
            if (few.Length > 0)
                said.AddRange(
                    await rows.Where(r => few.Contains(r.Code.Code)).ToListAsync(cancellation)
                );
            foreach (var code in many)
                said.AddRange(await First(rows, code, systems[code], mostOfEach + 1, cancellation));
        }
        return Cut(said.Where(s => Means(systems[s.Code.Code], s.Code.System)), mostOfEach);
    }

    /// <summary>Which of these codes, and of which systems, active policies speak of, wherever they hold.</summary>
    public async Task<IReadOnlyList<(string System, string Code)>> Known(
        string[] owners,
        IReadOnlyCollection<string> codes,
        CancellationToken cancellation
    )
    {
        var known = new List<(string, string)>();
        string[] wanted = [.. codes.Distinct(StringComparer.Ordinal)];
        if (wanted.Length == 0)
            return known;
        foreach (var owner in owners)
        {
            var pairs = await Rows(owners, owner, new())
                .Where(r => wanted.Contains(r.Code.Code))
                .Select(r => new { r.Code.System, r.Code.Code })
                .Distinct()
                .ToListAsync(cancellation);
            known.AddRange(pairs.Select(p => (p.System, p.Code)));
        }
        return known;
    }

    /// <summary>Codes with few rows, which are read in one statement, and those with too many for that; codes without any are neither.</summary>
    private async Task<(string[] Few, string[] Many)> Split(
        string owner,
        string[] wanted,
        int mostOfEach,
        CancellationToken cancellation
    )
    {
        var counts = await db.Across<PolicyCodeRow>()
            .Where(c => c.OrganizationId == owner && wanted.Contains(c.Code))
            .GroupBy(c => c.Code)
            .Select(g => new { Code = g.Key, Count = g.Count() })
            .ToListAsync(cancellation);
        return (
            [.. counts.Where(c => c.Count <= mostOfEach).Select(c => c.Code)],
            [.. counts.Where(c => c.Count > mostOfEach).Select(c => c.Code)]
        );
    }

    private IQueryable<Said> Rows(string[] owners, string owner, PolicyFilter filter) =>
        from code in db.Across<PolicyCodeRow>().AsNoTracking()
        where code.OrganizationId == owner
        join policy in filter.Of(db, owners, owner) on code.PolicyId equals policy.Id
        select new Said { Policy = policy, Code = code };

    // In the order of Said.Rank and what follows it.
    private static Task<List<Said>> First(
        IQueryable<Said> rows,
        string code,
        IEnumerable<string?> systems,
        int most,
        CancellationToken cancellation
    )
    {
        rows = rows.Where(r => r.Code.Code == code);
        if (!systems.Contains(null))
        {
            string[] named = [.. systems.OfType<string>()];
            rows = rows.Where(r => named.Contains(r.Code.System));
        }
        return rows.OrderBy(r =>
                r.Code.Disposition == Dispositions.RequiresPriorAuthorization ? 0
                : r.Code.Disposition == Dispositions.NotCovered ? 1
                : r.Code.Disposition == Dispositions.Conditional ? 2
                : 3
            )
            .ThenBy(r => r.Policy.Type == PolicyTypes.Article ? 1 : 0)
            .ThenBy(r => r.Code.PolicyId)
            .ThenBy(r => r.Code.System)
            .Take(most)
            .ToListAsync(cancellation);
    }

    private static CodedPolicies Cut(IEnumerable<Said> said, int mostOfEach)
    {
        var kept = new List<Said>();
        var cut = new List<string>();
        foreach (var ofCode in said.GroupBy(s => s.Code.Code, StringComparer.Ordinal))
        {
            Said[] all =
            [
                .. ofCode
                    .OrderBy(s => Restriction.Rank(s.Code.Disposition))
                    .ThenBy(s => s.Policy.Type == PolicyTypes.Article)
                    .ThenBy(s => s.Policy.Id, StringComparer.Ordinal)
                    .ThenBy(s => s.Code.System, StringComparer.Ordinal),
            ];
            kept.AddRange(all.Take(mostOfEach));
            if (all.Length > mostOfEach)
                cut.Add(ofCode.Key);
        }
        return new(
            [
                .. kept.GroupBy(s => s.Policy.Id, StringComparer.Ordinal)
                    .Select(g => new CodedPolicy(g.First().Policy, [.. g.Select(s => s.Code)]))
                    .OrderBy(p => p.Policy.Id, StringComparer.Ordinal),
            ],
            cut
        );
    }

    private static bool Means(IEnumerable<string?> wanted, string system) =>
        wanted.Any(w => w is null || w == system);

    private sealed class Said
    {
        public required PolicyRow Policy { get; init; }
        public required PolicyCodeRow Code { get; init; }
    }
}

/// <summary>What a policy says of a code, by how much it restricts.</summary>
internal static class Restriction
{
    private static readonly string[] First =
    [
        Dispositions.RequiresPriorAuthorization,
        Dispositions.NotCovered,
        Dispositions.Conditional,
        Dispositions.Covered,
    ];

    /// <summary>The smaller, the more it restricts.</summary>
    public static int Rank(string disposition) => Array.IndexOf(First, disposition);
}
