using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>A block of criteria that was found, and the policy it belongs to.</summary>
/// <param name="Id">Its id within the policy.</param>
/// <param name="Section">The part of the policy.</param>
/// <param name="Text">What it says.</param>
/// <param name="Tags">What it is about.</param>
/// <param name="Logic">Its logic tree; null where it has none.</param>
/// <param name="RequiresManualReview">True when a person has to judge it in any case.</param>
/// <param name="Confidence">How sure it is that the tree says what the text says.</param>
/// <param name="Policy">The policy.</param>
public sealed record FoundCriterion(
    string Id,
    string Section,
    string Text,
    IReadOnlyList<string> Tags,
    JsonElement? Logic,
    bool RequiresManualReview,
    double Confidence,
    FoundPolicy Policy
);

/// <summary>The policy that something was found in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Type">Its type.</param>
/// <param name="Jurisdiction">The first of its jurisdictions; null for one that holds everywhere.</param>
/// <param name="EffectiveDate">First day it holds.</param>
public sealed record FoundPolicy(
    string Id,
    string Title,
    string Type,
    string? Jurisdiction,
    string? EffectiveDate
)
{
    internal static FoundPolicy Of(PolicyRow row) =>
        new(row.Id, row.Title, row.Type, row.Jurisdiction, row.EffectiveDate);
}

/// <summary>What a caller asks of criteria.</summary>
internal sealed record AskedCriteria(
    string? Q,
    string? Section,
    AskedFilter Filter,
    string? Cursor,
    string? Limit
);

/// <summary>Finds blocks of criteria of active policies by words, the best first.</summary>
internal sealed class SearchCriteria(
    VidimusDb db,
    CurrentCaller caller,
    PolicyLibrary library,
    TextSearch texts,
    RankedPages pages
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/policies/criteria",
                async (
                    HttpContext http,
                    SearchCriteria search,
                    string? q,
                    string? section,
                    string? type,
                    string? jurisdiction,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await search.Run(
                            new(q, section, new(type, jurisdiction), cursor, limit),
                            FilterNames.Native,
                            http.RequestAborted
                        )
                    ).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<FoundCriterion>>()
            .WithTags("Policies")
            .WithSummary("Search criteria of policies")
            .WithName("searchPolicyCriteria");

    public async Task<Result<Page<FoundCriterion>>> Run(
        AskedCriteria asked,
        FilterNames names,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().OneOf("section", asked.Section, PolicyParts.All);
        var text = fields.Sought(asked.Q, required: true);
        var filter = fields.Filter(asked.Filter, names);
        var size = fields.PageSize(asked.Limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var owners = library.Of(caller.Value);
        var scope = string.Join(
            '\u001f',
            ["criteria", .. owners, text, asked.Section, filter.Type, .. filter.Jurisdictions]
        );
        return await pages.Read(
            scope,
            asked.Cursor,
            size,
            after => Hits(owners, text!, asked.Section, filter, after, cancellation),
            hits => Load(owners, filter, hits, cancellation)
        );
    }

    private async Task<Result<TextHit[]>> Hits(
        string[] owners,
        string text,
        string? section,
        PolicyFilter filter,
        TextHit? after,
        CancellationToken cancellation
    )
    {
        var marks = PolicyTexts.Marks(filter);
        var query = new TextQuery(
            owners,
            PolicyTexts.Plain(text)!,
            section is null ? marks : [.. marks, [PolicyTexts.Section(section)]],
            TextSearch.Depth
        )
        {
            After = after,
        };
        return (await texts.Find(PolicyTexts.Criteria, query, cancellation)).ToArray();
    }

    private async Task<IReadOnlyList<(TextHit, FoundCriterion)>> Load(
        string[] owners,
        PolicyFilter filter,
        IReadOnlyList<TextHit> hits,
        CancellationToken cancellation
    )
    {
        Dictionary<(string, string, string), FoundCriterion> found = [];
        foreach (var owned in hits.GroupBy(h => h.OrganizationId, StringComparer.Ordinal))
        {
            string[] ids = [.. owned.Select(h => h.Id).Distinct(StringComparer.Ordinal)];
            string[] parts = [.. owned.Select(h => h.Part).Distinct(StringComparer.Ordinal)];
            var policies = await filter
                .Of(db, owners, owned.Key)
                .Where(p => ids.Contains(p.Id))
                .ToDictionaryAsync(p => p.Id, StringComparer.Ordinal, cancellation);
            var blocks = await db.Across<CriterionRow>()
                .AsNoTracking()
                .Where(c =>
                    c.OrganizationId == owned.Key
                    && ids.Contains(c.PolicyId)
                    && parts.Contains(c.BlockId)
                )
                .ToListAsync(cancellation);
            foreach (var block in blocks)
                if (policies.TryGetValue(block.PolicyId, out var policy))
                    found[(owned.Key, block.PolicyId, block.BlockId)] = Shown(block, policy);
        }
        return
        [
            .. hits.Where(h => found.ContainsKey((h.OrganizationId, h.Id, h.Part)))
                .Select(h => (h, found[(h.OrganizationId, h.Id, h.Part)])),
        ];
    }

    private static FoundCriterion Shown(CriterionRow row, PolicyRow policy) =>
        new(
            row.BlockId,
            row.Section,
            row.Text,
            JsonSerializer.Deserialize<string[]>(row.Tags) ?? [],
            row.Logic is null ? null : JsonSerializer.Deserialize<JsonElement>(row.Logic),
            row.RequiresManualReview,
            row.Confidence,
            FoundPolicy.Of(policy)
        );
}
