using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;
using Vidimus.Policies.Writing;

namespace Vidimus.Policies.Reading;

/// <summary>Which edition of a policy held on a day, and what is kept of those that hold no more.</summary>
internal static class FormerEditions
{
    /// <summary>Former editions of an owner that had begun on a day, or had ended their policy by then.</summary>
    public static IQueryable<FormerEditionRow> Deciding(VidimusDb db, string owner, string day) =>
        db.Across<FormerEditionRow>()
            .AsNoTracking()
            .Where(e =>
                e.OrganizationId == owner
                && (
                    string.Compare(e.Begins, day) <= 0
                    || (e.Ends != null && string.Compare(e.Ends, day) <= 0)
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
                : (await Read(db, head, cancellation))
                    .Editions.OrderByDescending(e => e.Edition)
                    .FirstOrDefault(e => Days(e).HasBegun(day) || Days(e).HasEnded(day));
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

    private static EditionDays Days(FormerEditionRow edition) =>
        new(edition.Begins, edition.Ends, edition.IsDated);
}
