using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading.Verity;

/// <summary>Codes to be compared, by Verity's names.</summary>
/// <param name="ProcedureCodes">1 to 10 codes.</param>
/// <param name="PolicyType">Only policies of this type.</param>
/// <param name="Jurisdictions">Up to 10 codes of jurisdictions.</param>
public sealed record VerityCompareRequest(
    IReadOnlyList<string?>? ProcedureCodes = null,
    string? PolicyType = null,
    IReadOnlyList<string?>? Jurisdictions = null
);

/// <summary>Compares coverage for Verity's clients.</summary>
internal sealed class VerityCompare(
    ComparePolicies compare,
    CurrentCaller caller,
    PolicyLibrary library,
    Jurisdictions jurisdictions,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/policies/compare",
                (HttpContext http, VerityCompare compare) =>
                    http.TakeSnake<VerityCompareRequest, VerityAnswer<VerityComparison>>(
                        200,
                        r => compare.Run(http, r)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Repeatable("reads only")
            .Accepts<VerityCompareRequest>("application/json")
            .Produces<VerityAnswer<VerityComparison>>()
            .WithTags(VerityPolicies.Tag)
            .WithSummary("Compare coverage across jurisdictions (Verity form)")
            .WithName("verityComparePolicies");

    private async Task<Result<VerityAnswer<VerityComparison>>> Run(
        HttpContext http,
        VerityCompareRequest request
    )
    {
        var done = await compare.Run(
            new(request.ProcedureCodes, request.PolicyType, request.Jurisdictions),
            ("procedure_codes", "policy_type", PolicyTypes.AskedByVerity),
            http.RequestAborted
        );
        if (done.Problem is { } refused)
            return refused;
        var found = done.Value!;
        var known = await jurisdictions.All(library.Of(caller.Value), http.RequestAborted);
        var national = Place(found.Everywhere, known);
        return http.InVerity(
            new VerityComparison(
                found.ProcedureCodes,
                request.PolicyType,
                [.. found.Jurisdictions.Select(place => Place(place, known))],
                national,
                found.Differing,
                found.Truncated,
                national.Policies,
                Summary(found, request, known)
            ),
            clock
        );
    }

    private static VerityComparisonSummary Summary(
        PolicyComparison found,
        VerityCompareRequest request,
        IReadOnlyList<Jurisdiction> known
    )
    {
        // Where jurisdictions are named, these are the ones that are compared.
        string[] named = request.Jurisdictions is { Count: > 0 }
            ? [.. found.Jurisdictions.Select(p => p.Jurisdiction!)]
            : [];
        return new(
            found.Jurisdictions.Count,
            found.Jurisdictions.Count(p =>
                p.Counts.Covered + p.Counts.Conditional + p.Counts.RequiresPa > 0
            ),
            found.Everywhere.PolicyCount,
            found.Differing.Count > 0,
            found.ProcedureCodes,
            named,
            [.. named.Where(code => Jurisdictions.Coded(known, code) is null)],
            request.PolicyType
        );
    }

    private static VerityJurisdictionCoverage Place(
        JurisdictionCoverage place,
        IReadOnlyList<Jurisdiction> known
    )
    {
        var contractor = place.Jurisdiction is { } code ? Jurisdictions.Coded(known, code) : null;
        return new(
            place.Jurisdiction,
            place.PolicyCount,
            place.Counts,
            [
                .. place.Codes.Select(c => new VerityCodeCoverage(
                    c.Code,
                    c.Coverage,
                    [
                        .. c.Policies.Select(p => new VerityComparedPolicy(
                            p.PolicyId,
                            p.Title,
                            p.Type,
                            p.Disposition,
                            p.Jurisdiction,
                            p.EffectiveDate
                        )),
                    ]
                )),
            ],
            place.Counts,
            Policies(place),
            contractor is null
                ? null
                : new(
                    contractor.ContractorName,
                    contractor.ContractorCode,
                    contractor.Name,
                    contractor.States
                ),
            contractor?.ContractorName
        );
    }

    private static VerityPolicyInComparison[] Policies(JurisdictionCoverage place) =>
        [
            .. place
                .Codes.SelectMany(c => c.Policies, (c, said) => (c.Code, Said: said))
                .GroupBy(c => c.Said.PolicyId, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g =>
                {
                    var policy = g.First().Said;
                    return new VerityPolicyInComparison(
                        policy.PolicyId,
                        policy.Title,
                        policy.Type,
                        ComparePolicies.Strictness.First(s => g.Any(c => c.Said.Disposition == s)),
                        policy.Jurisdiction,
                        policy.EffectiveDate,
                        policy.SourceUrl,
                        policy.Jurisdiction is null,
                        [
                            .. g.Select(c => new VerityPolicyCode(
                                c.Code,
                                c.Said.System,
                                c.Said.Disposition
                            )),
                        ]
                    );
                }),
        ];
}
