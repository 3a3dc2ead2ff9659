using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.Codes;

/// <summary>A policy, and what it says of the codes that were asked about.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Codes">Its rows of those codes; never empty.</param>
internal sealed record CodedPolicy(PolicyRow Policy, IReadOnlyList<PolicyCodeRow> Codes);

/// <summary>The policies that speak of codes: one statement for each owner, however many codes are asked about.</summary>
internal sealed class PoliciesByCode(VidimusDb db)
{
    /// <summary>Most rows of codes that are looked at; a policy has one for each of its codes that was asked about.</summary>
    public const int MostRows = 5000;

    /// <summary>
    /// The policies by their ids. Where the caller's own organization has a policy, the library's of the same id does not
    /// count, whether or not the own one speaks of the codes.
    /// </summary>
    /// <param name="owners">Whose policies; see <see cref="PolicyLibrary.Of(string)"/>.</param>
    /// <param name="codes">Codes in normal form; with a system, only what is said of the code of that system.</param>
    /// <param name="filter">Which of them; active ones unless it says otherwise.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <param name="most">Most policies that are answered.</param>
    public async Task<IReadOnlyList<CodedPolicy>> Find(
        string[] owners,
        IReadOnlyCollection<(string? System, string Code)> codes,
        PolicyFilter filter,
        CancellationToken cancellation,
        int most = 500
    )
    {
        if (codes.Count == 0)
            return [];
        string[] wanted = [.. codes.Select(c => c.Code).Distinct(StringComparer.Ordinal)];
        var systems = codes.ToLookup(c => c.Code, c => c.System, StringComparer.Ordinal);
        // A policy has at most as many of these rows as codes are asked about, in as many systems as there are.
        var rows = Math.Min(MostRows, most * wanted.Length * 2);
        var found = new List<CodedPolicy>();
        foreach (var owner in owners)
        {
            var pairs = await (
                from code in db.Across<PolicyCodeRow>().AsNoTracking()
                where code.OrganizationId == owner && wanted.Contains(code.Code)
                join policy in filter.Of(db, owners, owner) on code.PolicyId equals policy.Id
                orderby code.PolicyId
                select new { policy, code }
            )
                .Take(rows)
                .ToListAsync(cancellation);
            found.AddRange(
                pairs
                    .Where(p => Means(systems[p.code.Code], p.code.System))
                    .GroupBy(p => p.code.PolicyId, StringComparer.Ordinal)
                    .Select(g => new CodedPolicy(g.First().policy, [.. g.Select(p => p.code)]))
            );
        }
        return [.. found.OrderBy(f => f.Policy.Id, StringComparer.Ordinal).Take(most)];
    }

    private static bool Means(IEnumerable<string?> wanted, string system) =>
        wanted.Any(w => w is null || w == system);
}
