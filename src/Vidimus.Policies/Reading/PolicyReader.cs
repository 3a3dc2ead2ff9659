using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;
using Vidimus.Policies.Writing;

namespace Vidimus.Policies.Reading;

/// <summary>Reads policies by id. Where several owners have the same id, the first one's counts.</summary>
internal sealed class PolicyReader(VidimusDb db)
{
    /// <summary>The head of a policy; null for none.</summary>
    public async Task<PolicyRow?> Find(string[] owners, string id, CancellationToken cancellation)
    {
        foreach (var owner in owners)
        {
            var row = await db.Across<PolicyRow>()
                .AsNoTracking()
                .SingleOrDefaultAsync(p => p.OrganizationId == owner && p.Id == id, cancellation);
            if (row is not null)
                return row;
        }
        return null;
    }

    /// <summary>The heads of those that are there, in no order.</summary>
    public async Task<IReadOnlyList<PolicyRow>> Find(
        string[] owners,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellation
    )
    {
        Dictionary<string, PolicyRow> found = new(StringComparer.Ordinal);
        foreach (var owner in owners)
        {
            string[] missing = [.. ids.Where(id => !found.ContainsKey(id))];
            if (missing.Length == 0)
                break;
            var rows = await db.Across<PolicyRow>()
                .AsNoTracking()
                .Where(p => p.OrganizationId == owner && missing.Contains(p.Id))
                .ToListAsync(cancellation);
            foreach (var row in rows)
                found[row.Id] = row;
        }
        return [.. found.Values];
    }

    /// <summary>The whole of the current edition.</summary>
    public async Task<PolicyDocument> Document(PolicyRow row, CancellationToken cancellation) =>
        await Document(row, row.Edition, cancellation)
        ?? throw new InvalidOperationException($"Edition {row.Edition} of {row.Id} is missing.");

    /// <summary>The whole of an edition; null where there is no such edition.</summary>
    public async Task<PolicyDocument?> Document(
        PolicyRow row,
        int edition,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(row);
        var content = await db.Across<EditionRow>()
            .Where(e =>
                e.OrganizationId == row.OrganizationId
                && e.PolicyId == row.Id
                && e.Edition == edition
            )
            .Select(e => e.Content)
            .SingleOrDefaultAsync(cancellation);
        return content is null ? null : PolicyText.Unpack(content);
    }

    /// <summary>The first codes of each of these policies, by the id of the policy.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="mostOfEach">Most codes that are read of a policy; it may have 50,000.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<ILookup<string, PolicyCodeRow>> Codes(
        IReadOnlyCollection<PolicyRow> policies,
        int mostOfEach,
        CancellationToken cancellation
    )
    {
        // Those with few codes in one statement, each of the others in one of its own.
        var few = await Parts(
            [.. policies.Where(p => p.CodeCount <= mostOfEach)],
            (owner, ids) => CodesOf(owner, ids),
            c => c.PolicyId,
            cancellation
        );
        List<PolicyCodeRow> all = [.. few.SelectMany(f => f)];
        foreach (var policy in policies.Where(p => p.CodeCount > mostOfEach))
            all.AddRange(
                await CodesOf(policy.OrganizationId, [policy.Id])
                    .Take(mostOfEach)
                    .ToListAsync(cancellation)
            );
        return all.ToLookup(c => c.PolicyId, StringComparer.Ordinal);
    }

    private IQueryable<PolicyCodeRow> CodesOf(string owner, string[] ids) =>
        db.Across<PolicyCodeRow>()
            .AsNoTracking()
            .Where(c => c.OrganizationId == owner && ids.Contains(c.PolicyId))
            .OrderBy(c => c.PolicyId)
            .ThenBy(c => c.System)
            .ThenBy(c => c.Code);

    /// <summary>The blocks of criteria of these policies, by the id of the policy and in their order.</summary>
    public Task<ILookup<string, CriterionRow>> Criteria(
        IReadOnlyCollection<PolicyRow> policies,
        CancellationToken cancellation
    ) =>
        Parts(
            policies,
            (owner, ids) =>
                db.Across<CriterionRow>()
                    .AsNoTracking()
                    .Where(c => c.OrganizationId == owner && ids.Contains(c.PolicyId))
                    .OrderBy(c => c.PolicyId)
                    .ThenBy(c => c.Position),
            c => c.PolicyId,
            cancellation
        );

    /// <summary>The jurisdictions of these policies, by the id of the policy.</summary>
    public Task<ILookup<string, ReachRow>> Reach(
        IReadOnlyCollection<PolicyRow> policies,
        CancellationToken cancellation
    ) =>
        Parts(
            policies,
            (owner, ids) =>
                db.Across<ReachRow>()
                    .AsNoTracking()
                    .Where(r => r.OrganizationId == owner && ids.Contains(r.PolicyId))
                    .OrderBy(r => r.PolicyId)
                    .ThenBy(r => r.Jurisdiction),
            r => r.PolicyId,
            cancellation
        );

    private static async Task<ILookup<string, T>> Parts<T>(
        IReadOnlyCollection<PolicyRow> policies,
        Func<string, string[], IQueryable<T>> of,
        Func<T, string> policy,
        CancellationToken cancellation
    )
    {
        List<T> all = [];
        foreach (var owned in policies.GroupBy(p => p.OrganizationId, StringComparer.Ordinal))
            all.AddRange(
                await of(owned.Key, [.. owned.Select(p => p.Id)]).ToListAsync(cancellation)
            );
        return all.ToLookup(policy, StringComparer.Ordinal);
    }
}
