using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>Codes to be compared across jurisdictions.</summary>
/// <param name="ProcedureCodes">1 to 10 codes.</param>
/// <param name="Type">Only policies of this type; null for all.</param>
/// <param name="Jurisdictions">Up to 10 codes of jurisdictions; none for all that a policy about the codes names.</param>
public sealed record ComparePoliciesRequest(
    IReadOnlyList<string?>? ProcedureCodes = null,
    string? Type = null,
    IReadOnlyList<string?>? Jurisdictions = null
);

/// <summary>What is covered where.</summary>
/// <param name="ProcedureCodes">The codes, as they are shown.</param>
/// <param name="Jurisdictions">Jurisdiction by jurisdiction, by their codes.</param>
/// <param name="Everywhere">What policies say that hold everywhere, by themselves; they count in each jurisdiction too.</param>
/// <param name="Differing">Codes that are not treated alike in all these jurisdictions.</param>
/// <param name="Truncated">True where more policies speak of the codes than were compared.</param>
public sealed record PolicyComparison(
    IReadOnlyList<string> ProcedureCodes,
    IReadOnlyList<JurisdictionCoverage> Jurisdictions,
    JurisdictionCoverage Everywhere,
    IReadOnlyList<string> Differing,
    bool Truncated
);

/// <summary>What is covered in a jurisdiction.</summary>
/// <param name="Jurisdiction">Its code; null for policies that hold everywhere.</param>
/// <param name="Counts">How many of the codes are what.</param>
/// <param name="PolicyCount">How many policies speak of any of the codes.</param>
/// <param name="Codes">Code by code.</param>
public sealed record JurisdictionCoverage(
    string? Jurisdiction,
    CoverageCounts Counts,
    int PolicyCount,
    IReadOnlyList<CodeCoverage> Codes
);

/// <summary>How many codes are what.</summary>
/// <param name="Covered">Covered.</param>
/// <param name="Conditional">Covered under conditions.</param>
/// <param name="RequiresPa">Covered with leave beforehand.</param>
/// <param name="NotCovered">Not covered.</param>
/// <param name="NotAddressed">No policy speaks of them.</param>
public sealed record CoverageCounts(
    int Covered,
    int Conditional,
    int RequiresPa,
    int NotCovered,
    int NotAddressed
);

/// <summary>A code in a jurisdiction.</summary>
/// <param name="Code">The code.</param>
/// <param name="Coverage">The strictest of what the policies say, since a claim has to stand before all of them: <c>not_covered</c>, <c>requires_pa</c>, <c>conditional</c>, <c>covered</c>, or <c>not_addressed</c>.</param>
/// <param name="Policies">The policies that speak of it.</param>
public sealed record CodeCoverage(
    string Code,
    string Coverage,
    IReadOnlyList<ComparedPolicy> Policies
);

/// <summary>What a policy says of a code.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Type">Its type.</param>
/// <param name="Disposition">What it says.</param>
/// <param name="Jurisdiction">The first of its jurisdictions; null for one that holds everywhere.</param>
/// <param name="EffectiveDate">First day it holds.</param>
/// <param name="System">The table that the policy has the code from.</param>
/// <param name="SourceUrl">Where it is published.</param>
public sealed record ComparedPolicy(
    string PolicyId,
    string Title,
    string Type,
    string Disposition,
    string? Jurisdiction,
    string? EffectiveDate,
    string System,
    string? SourceUrl
);

/// <summary>Compares what active policies say of some codes, jurisdiction by jurisdiction.</summary>
internal sealed class ComparePolicies(
    CurrentCaller caller,
    PolicyLibrary library,
    PoliciesByCode byCode,
    PolicyReader reader
)
{
    private const int MostOfEachCode = 500;
    private const string NotAddressed = "not_addressed";

    // The strictest first.
    internal static readonly string[] Strictness =
    [
        Dispositions.NotCovered,
        Dispositions.RequiresPriorAuthorization,
        Dispositions.Conditional,
        Dispositions.Covered,
    ];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/policies/compare",
                (HttpContext http, ComparePolicies compare) =>
                    http.Take<ComparePoliciesRequest, PolicyComparison>(
                        200,
                        r =>
                            compare.Run(
                                r,
                                ("procedureCodes", "type", PolicyTypes.All),
                                http.RequestAborted
                            )
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Repeatable("reads only")
            .Accepts<ComparePoliciesRequest>("application/json")
            .Produces<PolicyComparison>()
            .WithTags("Policies")
            .WithSummary("Compare coverage across jurisdictions")
            .WithName("comparePolicies");

    public async Task<Result<PolicyComparison>> Run(
        ComparePoliciesRequest request,
        (string Codes, string Type, string[] Types) names,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().OneOf(names.Type, request.Type, names.Types);
        var codes = Codes(fields, names.Codes, request.ProcedureCodes);
        var places = Places(fields, request.Jurisdictions);
        if (fields.Problem is { } wrong)
            return wrong;
        var owners = library.Of(caller.Value);
        var found = await byCode.Find(
            owners,
            [.. codes.Select(c => ((string?)null, c))],
            new()
            {
                Type = request.Type,
                Jurisdictions = places,
                OrEverywhere = true,
            },
            cancellation,
            MostOfEachCode
        );
        var reach = await reader.Reach([.. found.Policies.Select(f => f.Policy)], cancellation);
        return Compare(codes, places, found.Policies, reach) with
        {
            Truncated = found.Cut.Count > 0,
        };
    }

    private static PolicyComparison Compare(
        IReadOnlyList<string> codes,
        IReadOnlyList<string> places,
        IReadOnlyList<CodedPolicy> found,
        ILookup<string, ReachRow> reach
    )
    {
        CodedPolicy[] everywhere = [.. found.Where(f => !reach[f.Policy.Id].Any())];
        string[] all =
            places.Count > 0
                ? [.. places]
                :
                [
                    .. found
                        .SelectMany(f => reach[f.Policy.Id])
                        .Select(r => r.Jurisdiction)
                        .Distinct(StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal),
                ];
        JurisdictionCoverage[] compared =
        [
            .. all.Select(place =>
                Coverage(
                    place,
                    codes,
                    [
                        .. everywhere,
                        .. found.Where(f => reach[f.Policy.Id].Any(r => r.Jurisdiction == place)),
                    ]
                )
            ),
        ];
        string[] shown = [.. codes.Select(Shown)];
        return new(
            shown,
            compared,
            Coverage(null, codes, everywhere),
            [
                .. shown.Where(
                    (_, i) =>
                        compared
                            .Select(c => c.Codes[i].Coverage)
                            .Distinct(StringComparer.Ordinal)
                            .Count() > 1
                ),
            ],
            false
        );
    }

    private static JurisdictionCoverage Coverage(
        string? place,
        IReadOnlyList<string> codes,
        IReadOnlyList<CodedPolicy> policies
    )
    {
        CodeCoverage[] covered = [.. codes.Select(c => Coverage(c, policies))];
        int Count(string what) => covered.Count(c => c.Coverage == what);
        return new(
            place,
            new(
                Count(Dispositions.Covered),
                Count(Dispositions.Conditional),
                Count(Dispositions.RequiresPriorAuthorization),
                Count(Dispositions.NotCovered),
                Count(NotAddressed)
            ),
            policies.Count,
            covered
        );
    }

    private static CodeCoverage Coverage(string code, IReadOnlyList<CodedPolicy> policies)
    {
        ComparedPolicy[] speaking =
        [
            .. policies
                .SelectMany(p => p.Codes.Where(c => c.Code == code), (p, c) => (p.Policy, Code: c))
                .OrderBy(p => p.Policy.Id, StringComparer.Ordinal)
                .Select(p => new ComparedPolicy(
                    p.Policy.Id,
                    p.Policy.Title,
                    p.Policy.Type,
                    p.Code.Disposition,
                    p.Policy.Jurisdiction,
                    p.Policy.EffectiveDate,
                    p.Code.System,
                    p.Policy.SourceUrl
                )),
        ];
        return new(
            Shown(code),
            Strictness.FirstOrDefault(s => Array.Exists(speaking, p => p.Disposition == s))
                ?? NotAddressed,
            speaking
        );
    }

    private static string Shown(string code) => CodeText.Shown(CodeText.Guess(code), code);

    private static List<string> Codes(Fields fields, string name, IReadOnlyList<string?>? asked)
    {
        List<string> codes = [];
        fields.Check(asked is { Count: >= 1 and <= 10 }, name, "must be a list of 1 to 10 codes");
        for (var i = 0; i < Math.Min(asked?.Count ?? 0, 10); i++)
            if (CodeText.Normal(asked![i]) is { } code)
                codes.Add(code);
            else
                fields.Wrong($"{name}.{i}", "must be a code such as 97110");
        return [.. codes.Distinct(StringComparer.Ordinal)];
    }

    private static List<string> Places(Fields fields, IReadOnlyList<string?>? asked)
    {
        List<string> places = [];
        fields.Check(asked is null or { Count: <= 10 }, "jurisdictions", "must have at most 10");
        for (var i = 0; i < Math.Min(asked?.Count ?? 0, 10); i++)
        {
            fields.Text($"jurisdictions.{i}", asked![i], 10, required: true);
            if (asked[i] is { } place)
                places.Add(place.Trim().ToUpperInvariant());
        }
        return [.. places.Distinct(StringComparer.Ordinal)];
    }
}
