using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>A policy whose present edition had not begun on a day, and the edition that held then.</summary>
/// <param name="Head">The policy as it is now.</param>
/// <param name="Edition">The edition of the day; null where none had begun.</param>
/// <param name="Says">Of which procedures that spoke, and how much it restricts; as far as rows tell.</param>
internal sealed record FormerPolicy(
    PolicyRow Head,
    FormerEditionRow? Edition,
    IReadOnlyList<(string Code, int Rank)> Says
);

/// <summary>What was found of former editions.</summary>
/// <param name="Policies">Policies whose present edition had not begun on the day, and that speak of the procedures now or spoke of them formerly.</param>
/// <param name="Silent">Ids of policies that spoke of the procedures formerly, and whose edition of the day is the present one, which does not.</param>
/// <param name="Cut">Whether there were more than are taken.</param>
/// <param name="Unread">How many policies have former editions that may count on the day and have not been read yet.</param>
internal sealed record FormerFound(
    IReadOnlyList<FormerPolicy> Policies,
    IReadOnlyList<string> Silent,
    bool Cut,
    int Unread
);

/// <summary>
/// Finds what former editions said, by the rows that were kept when they were replaced. Where a policy held, and whose it was,
/// is taken from the edition of the day, not from the present one.
/// </summary>
internal sealed class FormerPolicies(VidimusDb db)
{
    public const int MostPolicies = 4000;
    private const int MostSilent = 20;

    public async Task<FormerFound> Find(
        string[] owners,
        CoverageQuestion question,
        IReadOnlyList<string> places,
        CancellationToken cancellation
    )
    {
        string[] codes = [.. question.Procedures.Select(p => p.Code)];
        var (policies, silent) = (new List<FormerPolicy>(), new List<string>());
        var (cut, unread) = (false, 0);
        foreach (var owner in owners)
        {
            var all = new PolicyFilter { Status = PolicyFilter.Any }.Of(db, owners, owner);
            var former = db.Across<FormerCodeRow>()
                .Where(c => c.OrganizationId == owner && codes.Contains(c.Code))
                .Select(c => c.PolicyId);
            var present = db.Across<PolicyCodeRow>()
                .Where(c =>
                    c.OrganizationId == owner
                    && codes.Contains(c.Code)
                    && c.System != CodeSystems.Icd10Cm
                )
                .Select(c => c.PolicyId);
            // One list of ids, so that policies are found by it rather than looked through.
            var naming = former.Union(present);
            var heads = await NotBegun(all, question)
                .Where(p => naming.Contains(p.Id))
                .OrderBy(p => p.Id)
                .Take(MostPolicies + 1)
                .ToListAsync(cancellation);
            cut |= heads.Count > MostPolicies;
            policies.AddRange(
                await Editions(owner, [.. heads.Take(MostPolicies)], question, codes, cancellation)
            );
            unread += await NotBegun(all, question)
                .CountAsync(p => p.Edition > 1 && p.IsPastKnown == null, cancellation);
            if (!question.IsPast)
                continue;
            var here = new PolicyFilter
            {
                Status = PolicyFilter.Any,
                Jurisdictions = places,
                OrEverywhere = true,
            }.Of(db, owners, owner);
            silent.AddRange(
                await Begun(here, question)
                    .Where(p =>
                        former.Contains(p.Id)
                        && !present.Contains(p.Id)
                        && p.Type != PolicyTypes.Requirement
                    )
                    .OrderBy(p => p.Id)
                    .Select(p => p.Id)
                    .Take(MostSilent)
                    .ToListAsync(cancellation)
            );
        }
        return new(policies, silent, cut, unread);
    }

    /// <summary>Policies whose present edition has not begun on the day; as <see cref="EditionDays"/> says it.</summary>
    private static IQueryable<PolicyRow> NotBegun(
        IQueryable<PolicyRow> policies,
        CoverageQuestion question
    )
    {
        var (day, end) = (question.Day, question.EndOfDay);
        return policies.Where(p =>
            string.Compare(p.EffectiveDate, day) > 0
            || (
                p.Edition > 1
                && p.UpdatedAt >= end
                && (
                    p.EffectiveDate == null
                    || (p.Status == PolicyStatuses.Retired && p.RetireDate == null)
                )
            )
        );
    }

    /// <summary>The others.</summary>
    private static IQueryable<PolicyRow> Begun(
        IQueryable<PolicyRow> policies,
        CoverageQuestion question
    )
    {
        var (day, end) = (question.Day, question.EndOfDay);
        return policies.Where(p =>
            (p.EffectiveDate == null || string.Compare(p.EffectiveDate, day) <= 0)
            && (
                p.Edition == 1
                || p.UpdatedAt < end
                || (
                    p.EffectiveDate != null
                    && (p.Status != PolicyStatuses.Retired || p.RetireDate != null)
                )
            )
        );
    }

    private async Task<IEnumerable<FormerPolicy>> Editions(
        string owner,
        PolicyRow[] heads,
        CoverageQuestion question,
        string[] codes,
        CancellationToken cancellation
    )
    {
        if (heads.Length == 0)
            return [];
        string[] ids = [.. heads.Select(h => h.Id)];
        var decide = FormerEditions.Deciding(db, owner, question.Day);
        // The newest that had begun, or that ends the policy before the day though it never began.
        var editions = await decide
            .Where(e =>
                ids.Contains(e.PolicyId)
                && !decide.Any(newer => newer.PolicyId == e.PolicyId && newer.Edition > e.Edition)
            )
            .ToDictionaryAsync(e => e.PolicyId, StringComparer.Ordinal, cancellation);
        var former = (
            await db.Across<FormerCodeRow>()
                .AsNoTracking()
                .Where(c =>
                    c.OrganizationId == owner && codes.Contains(c.Code) && ids.Contains(c.PolicyId)
                )
                .ToListAsync(cancellation)
        ).ToLookup(c => c.PolicyId, StringComparer.Ordinal);
        var present = (
            await db.Across<PolicyCodeRow>()
                .AsNoTracking()
                .Where(c =>
                    c.OrganizationId == owner
                    && codes.Contains(c.Code)
                    && c.System != CodeSystems.Icd10Cm
                    && ids.Contains(c.PolicyId)
                )
                .ToListAsync(cancellation)
        ).ToLookup(c => c.PolicyId, StringComparer.Ordinal);
        return heads.Select(head =>
            editions.GetValueOrDefault(head.Id) is { } edition
                ? new FormerPolicy(
                    head,
                    edition,
                    [.. Said(edition.Edition, former[head.Id], present[head.Id])]
                )
                : new(head, null, [])
        );
    }

    // Of each code what the next change of it took away; where nothing changed since, it is as now. A code that came in between
    // counts here, and its document says that it was not there yet.
    private static IEnumerable<(string Code, int Rank)> Said(
        int edition,
        IEnumerable<FormerCodeRow> former,
        IEnumerable<PolicyCodeRow> present
    )
    {
        var then = former
            .Where(c => c.LastEdition >= edition)
            .GroupBy(c => (c.System, c.Code))
            .ToDictionary(g => g.Key, g => g.MinBy(c => c.LastEdition)!.Disposition);
        foreach (var code in present)
            then.TryAdd((code.System, code.Code), code.Disposition);
        return then.Select(c => (c.Key.Code, Restriction.Rank(c.Value)));
    }
}
