using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;
using Vidimus.Policies.Writing;

namespace Vidimus.Policies.Reading;

/// <summary>A change of a policy.</summary>
/// <param name="Id">Its number; Verity's clients know it as <c>diff_id</c>.</param>
/// <param name="PolicyId">The policy's id.</param>
/// <param name="PolicyTitle">Its title after the change.</param>
/// <param name="PolicyType">Its type.</param>
/// <param name="PayerName">Who pays by it; null for none in particular.</param>
/// <param name="ChangeType"><c>created</c>, <c>updated</c>, <c>retired</c>, <c>codes_changed</c>, <c>criteria_changed</c> or <c>metadata_changed</c>.</param>
/// <param name="Summary">What changed, in a sentence.</param>
/// <param name="OldEdition">The edition before; 0 for a policy that is new.</param>
/// <param name="NewEdition">The edition after.</param>
/// <param name="OldVersion">The publisher's name of the one before.</param>
/// <param name="NewVersion">The publisher's name of the one after.</param>
/// <param name="ChangedAt">When it was changed here.</param>
/// <param name="Details">What changed, member by member.</param>
public sealed record PolicyChange(
    long Id,
    string PolicyId,
    string PolicyTitle,
    string PolicyType,
    string? PayerName,
    string ChangeType,
    string Summary,
    int OldEdition,
    int NewEdition,
    string? OldVersion,
    string? NewVersion,
    DateTimeOffset ChangedAt,
    PolicyChangeDetails Details
);

/// <summary>What is between two editions. Lists have their first 500 entries.</summary>
/// <param name="ChangedFields">Members of the policy that differ.</param>
/// <param name="AddedCodes">Codes that are new.</param>
/// <param name="RemovedCodes">Codes that are gone.</param>
/// <param name="ChangedCodes">Codes of which something else is said now.</param>
/// <param name="ModifiedCriteria">Blocks of criteria that are new, gone or different.</param>
/// <param name="AddedCodeCount">How many codes are new.</param>
/// <param name="RemovedCodeCount">How many are gone.</param>
/// <param name="ChangedCodeCount">Of how many something else is said.</param>
/// <param name="ModifiedCriteriaCount">How many blocks are new, gone or different.</param>
public sealed record PolicyChangeDetails(
    IReadOnlyList<string> ChangedFields,
    IReadOnlyList<PolicyCodeChange> AddedCodes,
    IReadOnlyList<PolicyCodeChange> RemovedCodes,
    IReadOnlyList<PolicyCodeChange> ChangedCodes,
    IReadOnlyList<PolicyCriterionChange> ModifiedCriteria,
    int AddedCodeCount,
    int RemovedCodeCount,
    int ChangedCodeCount,
    int ModifiedCriteriaCount
);

/// <summary>A code in a change.</summary>
/// <param name="Code">The code.</param>
/// <param name="System">The table it is from.</param>
/// <param name="Disposition">What is said of it; of one that is gone, what was.</param>
/// <param name="OldDisposition">What was said before, where that is something else.</param>
public sealed record PolicyCodeChange(
    string Code,
    string System,
    string Disposition,
    string? OldDisposition
);

/// <summary>A block of criteria in a change.</summary>
/// <param name="Id">Its id within the policy.</param>
/// <param name="Section">The part that it belongs to.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>modified</c>.</param>
public sealed record PolicyCriterionChange(string Id, string Section, string Change);

/// <summary>What a caller asks of the list of changes.</summary>
internal sealed record AskedChanges(
    string? Since,
    string? PolicyId,
    string? ChangeType,
    string? Cursor,
    string? Limit
);

/// <summary>
/// Reads changes, the newest first. They are numbered in the order in which they were committed, so that a list goes on
/// behind a number whatever happens meanwhile. Changes of the library's policies that the caller has an own one of do not
/// count.
/// </summary>
internal sealed class PolicyChanges(VidimusDb db, Cursors cursors)
{
    private static readonly PolicyChangeDetails Nothing = new([], [], [], [], [], 0, 0, 0, 0);

    /// <summary>A page.</summary>
    public async Task<Result<Page<PolicyChange>>> List(
        string[] owners,
        AskedChanges asked,
        Fields fields,
        CancellationToken cancellation
    )
    {
        var since = fields.Moment("since", asked.Since);
        var size = fields.PageSize(asked.Limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = string.Join(
            '\u001f',
            ["changes", .. owners, asked.Since, asked.PolicyId, asked.ChangeType]
        );
        var at = "";
        if (asked.Cursor is not null && !cursors.TryRead(scope, asked.Cursor, out at))
            return PlatformProblems.InvalidCursor;
        var before = at.Length == 0 ? long.MaxValue : long.Parse(at, CultureInfo.InvariantCulture);
        IQueryable<ChangeRow>? all = null;
        foreach (var owner in owners)
        {
            var some = Of(owners, owner)
                .Where(c =>
                    c.Number < before
                    && (asked.PolicyId == null || c.PolicyId == asked.PolicyId)
                    && (asked.ChangeType == null || c.Type == asked.ChangeType)
                    && (since == null || c.At >= since)
                )
                .OrderByDescending(c => c.Number)
                .Take(size + 1);
            all = all is null ? some : all.Concat(some);
        }
        var rows = await all!
            .OrderByDescending(c => c.Number)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(
            size,
            Change,
            c => cursors.Make(scope, c.Number.ToString(CultureInfo.InvariantCulture))
        );
    }

    /// <summary>One change; null for none.</summary>
    public async Task<PolicyChange?> Find(
        string[] owners,
        long number,
        CancellationToken cancellation
    )
    {
        foreach (var owner in owners)
            if (
                await Of(owners, owner)
                    .SingleOrDefaultAsync(c => c.Number == number, cancellation) is
                { } row
            )
                return Change(row);
        return null;
    }

    /// <summary>A policy's last changes.</summary>
    public async Task<IReadOnlyList<PolicyChange>> Latest(
        PolicyRow policy,
        int most,
        CancellationToken cancellation
    )
    {
        var rows = await db.Across<ChangeRow>()
            .AsNoTracking()
            .Where(c => c.OrganizationId == policy.OrganizationId && c.PolicyId == policy.Id)
            .OrderByDescending(c => c.Number)
            .Take(most)
            .ToListAsync(cancellation);
        return [.. rows.Select(Change)];
    }

    private IQueryable<ChangeRow> Of(string[] owners, string owner)
    {
        var rows = db.Across<ChangeRow>().AsNoTracking().Where(c => c.OrganizationId == owner);
        var own = owners[0];
        return owner == own
            ? rows
            : rows.Where(c =>
                !db.Across<PolicyRow>().Any(p => p.OrganizationId == own && p.Id == c.PolicyId)
            );
    }

    private static PolicyChange Change(ChangeRow row) =>
        new(
            row.Number,
            row.PolicyId,
            row.PolicyTitle,
            row.PolicyType,
            row.PayerName,
            row.Type,
            row.Summary,
            row.OldEdition,
            row.NewEdition,
            row.OldVersion,
            row.NewVersion,
            row.At,
            Details(row)
        );

    private static PolicyChangeDetails Details(ChangeRow row)
    {
        if (row.Details.Length == 0)
            return Nothing;
        var kept = ChangeDetails.Read(row);
        return new(
            kept.ChangedFields ?? [],
            [.. (kept.AddedCodes ?? []).Select(Code)],
            [.. (kept.RemovedCodes ?? []).Select(Code)],
            [.. (kept.ChangedCodes ?? []).Select(Code)],
            [
                .. (kept.ModifiedCriteria ?? []).Select(c => new PolicyCriterionChange(
                    c.BlockId,
                    c.Section,
                    c.Change
                )),
            ],
            kept.AddedCodeCount,
            kept.RemovedCodeCount,
            kept.ChangedCodeCount,
            kept.ModifiedCriteriaCount
        );
    }

    private static PolicyCodeChange Code(ChangedCode code) =>
        new(code.Code, code.CodeSystem, code.Disposition, code.OldDisposition);
}
