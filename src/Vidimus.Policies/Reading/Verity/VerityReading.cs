using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading.Verity;

/// <summary>The reads of policies at Verity's addresses: the native operations, under its names.</summary>
internal sealed class VerityReading(
    ListPolicies list,
    GetPolicy get,
    ListChanges changes,
    SearchCriteria criteria,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Policies(routes);
        Changes(routes);
        Criteria(routes);
    }

    private static void Policies(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/policies",
                (
                    HttpContext http,
                    VerityReading read,
                    string? q,
                    string? mode,
                    string? policy_type,
                    string? jurisdiction,
                    string? payer,
                    string? status,
                    string? icd10,
                    string? format,
                    string? include,
                    string? cursor,
                    string? limit
                ) =>
                    http.OnceSnake(
                        200,
                        () =>
                            read.List(
                                http,
                                new(
                                    q,
                                    mode,
                                    new(policy_type, jurisdiction, payer, status, icd10),
                                    include,
                                    cursor,
                                    limit
                                ),
                                format
                            )
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<VerityPage<VerityPolicyListItem>>()
            .WithTags(VerityPolicies.Tag)
            .WithSummary("List or search policies (Verity form)")
            .WithName("verityListPolicies");
        routes
            .MapGet(
                "/api/v1/policies/{id}",
                (HttpContext http, VerityReading read, string id, string? include) =>
                    http.OnceSnake(200, () => read.One(http, id, include))
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<VerityAnswer<VerityPolicyDetail>>()
            .WithTags(VerityPolicies.Tag)
            .WithSummary("Get a policy (Verity form)")
            .WithName("verityGetPolicy");
    }

    private static void Changes(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/policies/changes",
                (
                    HttpContext http,
                    VerityReading read,
                    string? since,
                    string? policy_id,
                    string? change_type,
                    string? cursor,
                    string? limit
                ) =>
                    http.OnceSnake(
                        200,
                        () => read.Changes(http, new(since, policy_id, change_type, cursor, limit))
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<VerityPage<VerityPolicyChange>>()
            .WithTags(VerityPolicies.Tag)
            .WithSummary("List changes of policies (Verity form)")
            .WithName("verityListPolicyChanges");

    private static void Criteria(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/coverage/criteria",
                (
                    HttpContext http,
                    VerityReading read,
                    string? q,
                    string? section,
                    string? policy_type,
                    string? jurisdiction,
                    string? cursor,
                    string? limit
                ) =>
                    http.OnceSnake(
                        200,
                        () =>
                            read.Criteria(
                                http,
                                new(q, section, new(policy_type, jurisdiction), cursor, limit)
                            )
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<VerityPage<VerityCriteriaBlock>>()
            .WithTags(VerityPolicies.Tag)
            .WithSummary("Search criteria of policies (Verity form)")
            .WithName("veritySearchCriteria");

    // Clients may name a format; there is one, and whatever they name gets it.
    private async Task<Result<VerityPage<VerityPolicyListItem>>> List(
        HttpContext http,
        AskedPolicies asked,
        string? format
    )
    {
        if (new Fields().Text("format", format, 20).Problem is { } wrong)
            return wrong;
        var listed = await list.Run(asked, FilterNames.Verity, http.RequestAborted);
        if (listed.Problem is { } refused)
            return refused;
        var all = listed.Value!;
        Result<Page<PolicyRow>> page = all.Page;
        return page.InVerity(http, clock, asked.Limit, p => VerityPolicies.Item(p, all.CodesOf(p)));
    }

    private async Task<Result<VerityAnswer<VerityPolicyDetail>>> One(
        HttpContext http,
        string id,
        string? include
    )
    {
        var read = await get.Run(id, include, http.RequestAborted);
        return read.InVerity(http, clock, VerityPolicies.Detail);
    }

    private async Task<Result<VerityPage<VerityPolicyChange>>> Changes(
        HttpContext http,
        AskedChanges asked
    )
    {
        var page = await changes.Run(asked, ("policy_id", "change_type"), http.RequestAborted);
        return page.InVerity(http, clock, asked.Limit, VerityPolicies.Change);
    }

    private async Task<Result<VerityPage<VerityCriteriaBlock>>> Criteria(
        HttpContext http,
        AskedCriteria asked
    )
    {
        var page = await criteria.Run(asked, FilterNames.Verity, http.RequestAborted);
        return page.InVerity(http, clock, asked.Limit, VerityPolicies.Block);
    }
}
