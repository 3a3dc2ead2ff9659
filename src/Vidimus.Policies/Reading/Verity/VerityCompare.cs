using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

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

/// <summary>What is covered where. How Verity's own answer looks was never published; this is ours.</summary>
/// <param name="ProcedureCodes">The codes.</param>
/// <param name="PolicyType">The type that was asked for.</param>
/// <param name="Comparison">Jurisdiction by jurisdiction.</param>
/// <param name="National">What policies say that hold everywhere.</param>
/// <param name="DifferingCodes">Codes that are not treated alike everywhere.</param>
/// <param name="Truncated">True where more policies speak of the codes than were compared.</param>
public sealed record VerityComparison(
    IReadOnlyList<string> ProcedureCodes,
    string? PolicyType,
    IReadOnlyList<VerityJurisdictionCoverage> Comparison,
    VerityJurisdictionCoverage National,
    IReadOnlyList<string> DifferingCodes,
    bool Truncated
);

/// <summary>What is covered in a jurisdiction.</summary>
/// <param name="Jurisdiction">Its code; null for policies that hold everywhere.</param>
/// <param name="PolicyCount">How many policies speak of any of the codes.</param>
/// <param name="CoverageCounts">How many of the codes are what.</param>
/// <param name="Codes">Code by code.</param>
public sealed record VerityJurisdictionCoverage(
    string? Jurisdiction,
    int PolicyCount,
    CoverageCounts CoverageCounts,
    IReadOnlyList<VerityCodeCoverage> Codes
);

/// <summary>A code in a jurisdiction.</summary>
/// <param name="Code">The code.</param>
/// <param name="Coverage">The strictest of what the policies say, or <c>not_addressed</c>.</param>
/// <param name="Policies">The policies that speak of it.</param>
public sealed record VerityCodeCoverage(
    string Code,
    string Coverage,
    IReadOnlyList<VerityComparedPolicy> Policies
);

/// <summary>What a policy says of a code.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">Its type.</param>
/// <param name="Disposition">What it says.</param>
/// <param name="Jurisdiction">The first of its jurisdictions.</param>
/// <param name="EffectiveDate">First day it holds.</param>
public sealed record VerityComparedPolicy(
    string PolicyId,
    string Title,
    string PolicyType,
    string Disposition,
    string? Jurisdiction,
    string? EffectiveDate
);

/// <summary>Compares coverage for Verity's clients.</summary>
internal sealed class VerityCompare(ComparePolicies compare, TimeProvider clock)
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
            ("procedure_codes", "policy_type"),
            http.RequestAborted
        );
        if (done.Problem is { } refused)
            return refused;
        var found = done.Value!;
        return http.InVerity(
            new VerityComparison(
                found.ProcedureCodes,
                request.PolicyType,
                [.. found.Jurisdictions.Select(Place)],
                Place(found.Everywhere),
                found.Differing,
                found.Truncated
            ),
            clock
        );
    }

    private static VerityJurisdictionCoverage Place(JurisdictionCoverage place) =>
        new(
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
            ]
        );
}
