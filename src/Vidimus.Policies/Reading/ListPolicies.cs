using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>What a caller asks of the list of policies, as it stands in the query.</summary>
internal sealed record AskedPolicies(
    string? Q,
    string? Mode,
    AskedFilter Filter,
    string? Include,
    string? Cursor,
    string? Limit
);

/// <summary>Policies of a page, with the codes that were asked for.</summary>
internal sealed record ListedPolicies(
    Page<PolicyRow> Page,
    ILookup<string, PolicyCodeRow>? Codes,
    string[] Owners
)
{
    /// <summary>Most codes that are shown of a policy.</summary>
    public const int MostCodes = 200;

    /// <summary>A policy's codes as people write them; null where they were not asked for.</summary>
    public IReadOnlyList<PolicyCode>? CodesOf(PolicyRow row) =>
        Codes is null ? null : [.. Codes[row.Id].Take(MostCodes).Select(PolicyShapes.Code)];
}

/// <summary>Lists policies by their ids, or the best of a search.</summary>
internal sealed class ListPolicies(
    CurrentCaller caller,
    PolicyLibrary library,
    PolicySearch search,
    PolicyReader reader
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/policies",
                async (
                    HttpContext http,
                    ListPolicies list,
                    string? q,
                    string? mode,
                    string? type,
                    string? jurisdiction,
                    string? payer,
                    string? status,
                    string? code,
                    string? include,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await list.Native(
                            new(
                                q,
                                mode,
                                new(type, jurisdiction, payer, status, code),
                                include,
                                cursor,
                                limit
                            ),
                            http.RequestAborted
                        )
                    ).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<PolicySummary>>()
            .WithTags("Policies")
            .WithSummary("List or search policies")
            .WithName("listPolicies");

    private async Task<Result<Page<PolicySummary>>> Native(
        AskedPolicies asked,
        CancellationToken cancellation
    )
    {
        var listed = await Run(asked, FilterNames.Native, cancellation);
        if (listed.Problem is { } refused)
            return refused;
        var all = listed.Value!;
        return new Page<PolicySummary>(
            [.. all.Page.Data.Select(p => PolicyShapes.Summary(p, all.Owners, all.CodesOf(p)))],
            all.Page.NextCursor,
            all.Page.HasMore
        );
    }

    public async Task<Result<ListedPolicies>> Run(
        AskedPolicies asked,
        FilterNames names,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var text = fields.Sought(asked.Q);
        var likeness = fields.IsByLikeness(asked.Mode, text);
        var filter = fields.Filter(asked.Filter, names);
        var include = fields.Include(asked.Include);
        var size = fields.PageSize(asked.Limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var owners = library.Of(caller.Value);
        var page = await search.Run(
            new(owners, text, likeness, filter, asked.Cursor, size),
            cancellation
        );
        if (page.Problem is { } refused)
            return refused;
        var codes = include.Contains("codes")
            ? await reader.Codes([.. page.Value!.Data], ListedPolicies.MostCodes, cancellation)
            : null;
        return new ListedPolicies(page.Value!, codes, owners);
    }
}
