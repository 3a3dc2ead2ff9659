using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>What the matched policies say has to be the case, a page of each section.</summary>
/// <param name="Indications">When they are met.</param>
/// <param name="Limitations">When they are not.</param>
/// <param name="Pagination">Which page this is, and what there is in all.</param>
public sealed record CriteriaDetails(
    IReadOnlyList<CriterionDetail> Indications,
    IReadOnlyList<CriterionDetail> Limitations,
    CriteriaPagination Pagination
);

/// <summary>A block of criteria of a matched policy.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Tags">What it is about.</param>
/// <param name="PolicyId">The policy it belongs to.</param>
public sealed record CriterionDetail(string Text, IReadOnlyList<string> Tags, string? PolicyId);

/// <summary>A page of criteria. Each section has its own number of pages; a page beyond its last is empty.</summary>
/// <param name="Page">Which page, from 1.</param>
/// <param name="PerPage">Most blocks of each section on it.</param>
/// <param name="Indications">How many there are.</param>
/// <param name="Limitations">How many there are.</param>
/// <param name="Documentation">How many there are; the checklist has them.</param>
public sealed record CriteriaPagination(
    int Page,
    int PerPage,
    SectionPages Indications,
    SectionPages Limitations,
    SectionPages Documentation
);

/// <summary>How much there is of a section.</summary>
/// <param name="Total">Blocks.</param>
/// <param name="TotalPages">Pages of them.</param>
/// <param name="HasNext">Whether a page follows.</param>
/// <param name="HasPrevious">Whether a page with blocks comes before.</param>
public sealed record SectionPages(int Total, int TotalPages, bool HasNext, bool HasPrevious);

/// <summary>Turns pages over the criteria of policies, in the order of the policies and of the blocks in each.</summary>
internal static class CriteriaPages
{
    public const int Usual = 25;
    public const int MostPerPage = 100;
    public const int LastPage = 10_000;

    public static CriteriaDetails Of(IReadOnlyList<PolicyInForce> policies, int page, int perPage)
    {
        var indications = Blocks(policies, PolicyParts.Indications);
        var limitations = Blocks(policies, PolicyParts.Limitations);
        var documentation = Blocks(policies, PolicyParts.Documentation);
        return new(
            Page(indications, page, perPage),
            Page(limitations, page, perPage),
            new(
                page,
                perPage,
                Count(indications.Count, page, perPage),
                Count(limitations.Count, page, perPage),
                Count(documentation.Count, page, perPage)
            )
        );
    }

    /// <summary>All blocks of a section.</summary>
    public static List<CriterionDetail> Blocks(
        IEnumerable<PolicyInForce> policies,
        string section
    ) =>
        [
            .. policies.SelectMany(p =>
                (p.Document.Criteria ?? [])
                    .Where(c => c.Section == section)
                    .Select(c => new CriterionDetail(c.Text, c.Tags ?? [], p.Policy.Id))
            ),
        ];

    private static CriterionDetail[] Page(List<CriterionDetail> blocks, int page, int perPage) =>
        [.. blocks.Skip((page - 1) * perPage).Take(perPage)];

    private static SectionPages Count(int total, int page, int perPage)
    {
        var pages = (total + perPage - 1) / perPage;
        return new(total, pages, page < pages, page > 1 && pages > 0);
    }
}
