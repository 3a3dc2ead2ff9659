using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;
using Vidimus.Policies.Writing;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>Policies that once spoke of codes.</summary>
/// <param name="Policies">Their heads.</param>
/// <param name="Unsearched">What was not searched, in a sentence; null where all was.</param>
internal sealed record FormerPolicies(IReadOnlyList<PolicyRow> Policies, string? Unsearched);

/// <summary>
/// Finds policies that speak of a code no more. Only current editions have their codes in a table; what left them is in
/// the changes. A bounded number of the newest changes is searched, and what was not searched is said.
/// </summary>
internal sealed class FormerCodes(VidimusDb db)
{
    private const int MostChanges = 2000;
    private const int MostPolicies = 20;

    // A revision may be loaded this long before it holds.
    private const int DaysAhead = 180;

    // The shortest that a change can be whose list of codes is cut off: those may name the code further on.
    private const int Cut = ChangeDetails.Most * 50;

    private static readonly string[] OfCodes = [ChangeTypes.CodesChanged, ChangeTypes.Retired];

    public async Task<FormerPolicies> Find(
        string[] owners,
        CoverageQuestion question,
        PolicyFilter filter,
        IReadOnlyCollection<string> known,
        CancellationToken cancellation
    )
    {
        var since = new DateTimeOffset(question.On.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        since =
            since > DateTimeOffset.MinValue.AddDays(DaysAhead) ? since.AddDays(-DaysAhead) : since;
        var policies = new List<PolicyRow>();
        var unsearched = false;
        foreach (var owner in owners)
        {
            var changes = db.Across<ChangeRow>()
                .AsNoTracking()
                .Where(c => c.OrganizationId == owner && c.At >= since && OfCodes.Contains(c.Type));
            unsearched |= await changes
                .OrderBy(c => c.Number)
                .Skip(MostChanges)
                .AnyAsync(cancellation);
            var ids = await Naming(changes, question, cancellation);
            string[] others = [.. ids.Except(known, StringComparer.Ordinal)];
            unsearched |= others.Length > MostPolicies;
            others = [.. others.Take(MostPolicies)];
            policies.AddRange(
                await (filter with { Status = PolicyFilter.Any })
                    .Of(db, owners, owner)
                    .Where(p => others.Contains(p.Id))
                    .ToListAsync(cancellation)
            );
        }
        return new(
            policies,
            unsearched
                ? $"There are too many changes since {question.Day} to search all former editions for these codes; a policy that spoke of them then may be missing."
                : null
        );
    }

    /// <summary>The ids of policies of which a change names a code, or may.</summary>
    private static async Task<HashSet<string>> Naming(
        IQueryable<ChangeRow> changes,
        CoverageQuestion question,
        CancellationToken cancellation
    )
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var newest = changes.OrderByDescending(c => c.Number).Take(MostChanges);
        foreach (
            var code in question
                .Procedures.SelectMany(p => (string[])[p.Code, p.Shown])
                .Distinct(StringComparer.Ordinal)
        )
        {
            var quoted = $"\"{code}\"";
            ids.UnionWith(
                await newest
                    .Where(c => c.Details.Contains(quoted) || c.Details.Length >= Cut)
                    .Select(c => c.PolicyId)
                    .Distinct()
                    .OrderBy(id => id)
                    .Take(MostPolicies * 10)
                    .ToListAsync(cancellation)
            );
        }
        return ids;
    }
}
