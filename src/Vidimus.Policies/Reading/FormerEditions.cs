using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;
using Vidimus.Policies.Writing;

namespace Vidimus.Policies.Reading;

/// <summary>Which edition of a policy held on a day, and what is kept of those that hold no more.</summary>
internal static class FormerEditions
{
    /// <summary>
    /// Former editions of an owner that had begun on a day, or had ended their policy by then: one that ended it before it
    /// began, unless a later one that begins no later took that back.
    /// </summary>
    public static IQueryable<FormerEditionRow> Deciding(VidimusDb db, string owner, string day) =>
        db.Across<FormerEditionRow>()
            .AsNoTracking()
            .Where(e =>
                e.OrganizationId == owner
                && (
                    string.Compare(e.Begins, day) <= 0
                    || (
                        e.Ends != null
                        && string.Compare(e.Ends, day) <= 0
                        && !db.Across<FormerEditionRow>()
                            .Any(l =>
                                l.OrganizationId == owner
                                && l.PolicyId == e.PolicyId
                                && l.Edition > e.Edition
                                && string.Compare(l.Begins, e.Begins) <= 0
                            )
                        && !db.Across<PolicyRow>()
                            .Any(p =>
                                p.OrganizationId == owner
                                && p.Id == e.PolicyId
                                && p.EffectiveDate != null
                                && (p.Status != PolicyStatuses.Retired || p.RetireDate != null)
                                && string.Compare(p.EffectiveDate, e.Begins) <= 0
                            )
                    )
                )
            );

    /// <summary>The former edition that held on a day; null where the present one decides, or none held.</summary>
    public static async Task<int?> On(
        VidimusDb db,
        PolicyRow head,
        string day,
        CancellationToken cancellation
    )
    {
        var days = EditionDays.Of(head);
        if (days.HasBegun(day) || days.HasEnded(day))
            return null;
        var found =
            head.IsPastKnown == true
                ? await Deciding(db, head.OrganizationId, day)
                    .Where(e => e.PolicyId == head.Id)
                    .OrderByDescending(e => e.Edition)
                    .FirstOrDefaultAsync(cancellation)
                : Newest((await Read(db, head, cancellation)).Editions, days, day);
        return found is null || Days(found).HasEnded(day) ? null : found.Edition;
    }

    /// <summary>What is to be kept of all former editions of a policy, from their documents.</summary>
    public static async Task<(
        IReadOnlyList<FormerEditionRow> Editions,
        IReadOnlyList<FormerCodeRow> Codes
    )> Read(VidimusDb db, PolicyRow head, CancellationToken cancellation)
    {
        var (editions, codes) = (new List<FormerEditionRow>(), new List<FormerCodeRow>());
        PolicyDocument? before = null;
        // One at a time: documents may be large, and there may be many of them.
        for (var number = 1; number <= head.Edition; number++)
        {
            var edition = number;
            var row = await db.Across<EditionRow>()
                .AsNoTracking()
                .SingleOrDefaultAsync(
                    e =>
                        e.OrganizationId == head.OrganizationId
                        && e.PolicyId == head.Id
                        && e.Edition == edition,
                    cancellation
                );
            if (row is null)
                continue;
            var document = PolicyText.Unpack(row.Content);
            if (before is not null)
                codes.AddRange(
                    FormerRows.Codes(head.OrganizationId, editions[^1].Edition, before, document)
                );
            if (number < head.Edition)
                editions.Add(
                    FormerRows.Edition(head.OrganizationId, number, row.Digest, row.At, document)
                );
            before = document;
        }
        return (editions, codes);
    }

    // As above, of editions that are read.
    private static FormerEditionRow? Newest(
        IReadOnlyList<FormerEditionRow> editions,
        EditionDays head,
        string day
    )
    {
        var first = head.IsDated ? head.Begins : null;
        for (var i = editions.Count - 1; i >= 0; i--)
        {
            var (edition, days) = (editions[i], Days(editions[i]));
            var back = first is not null && string.CompareOrdinal(first, days.Begins) <= 0;
            if (days.HasBegun(day) || (days.HasEnded(day) && !back))
                return edition;
            if (first is null || string.CompareOrdinal(days.Begins, first) < 0)
                first = days.Begins;
        }
        return null;
    }

    private static EditionDays Days(FormerEditionRow edition) =>
        new(edition.Begins, edition.Ends, edition.IsDated);
}
