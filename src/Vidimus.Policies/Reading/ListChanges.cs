using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>The feed of changes, newest first, and one of them.</summary>
internal sealed class ListChanges(
    CurrentCaller caller,
    PolicyLibrary library,
    PolicyChanges changes
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/policy-changes",
                async (
                    HttpContext http,
                    ListChanges list,
                    string? since,
                    string? policyId,
                    string? changeType,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await list.Run(
                            new(since, policyId, changeType, cursor, limit),
                            ("policyId", "changeType"),
                            http.RequestAborted
                        )
                    ).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<PolicyChange>>()
            .WithTags("Policies")
            .WithSummary("List changes of policies")
            .WithName("listPolicyChanges");
        routes
            .MapGet(
                "/v1/policy-changes/{number}",
                async (HttpContext http, ListChanges list, string number) =>
                    (await list.One(number, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<PolicyChange>()
            .WithTags("Policies")
            .WithSummary("Get a change of a policy")
            .WithName("getPolicyChange");
    }

    public Task<Result<Page<PolicyChange>>> Run(
        AskedChanges asked,
        (string PolicyId, string ChangeType) names,
        CancellationToken cancellation
    ) =>
        changes.List(
            library.Of(caller.Value),
            asked,
            new Fields()
                .Text(names.PolicyId, asked.PolicyId, 100)
                .OneOf(names.ChangeType, asked.ChangeType, ChangeTypes.All),
            cancellation
        );

    private async Task<Result<PolicyChange>> One(string number, CancellationToken cancellation)
    {
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return PoliciesProblems.ChangeNotFound;
        return await changes.Find(library.Of(caller.Value), id, cancellation) is { } change
            ? change
            : PoliciesProblems.ChangeNotFound;
    }
}
