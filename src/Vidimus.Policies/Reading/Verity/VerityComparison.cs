using System.Text.Json.Serialization;

namespace Vidimus.Policies.Reading.Verity;

/// <summary>
/// What is covered where. Jurisdictions have Verity's own members (<c>mac</c>, <c>policies</c>, <c>coverage_summary</c>),
/// which its MCP server and its command line read, and beside them the same code by code.
/// </summary>
/// <param name="ProcedureCodes">The codes.</param>
/// <param name="PolicyType">The type that was asked for.</param>
/// <param name="Comparison">Jurisdiction by jurisdiction.</param>
/// <param name="National">What policies say that hold everywhere.</param>
/// <param name="DifferingCodes">Codes that are not treated alike everywhere.</param>
/// <param name="Truncated">True where more policies speak of the codes than were compared.</param>
/// <param name="NationalPolicies">The policies that hold everywhere.</param>
/// <param name="Summary">The whole of it in numbers.</param>
public sealed record VerityComparison(
    IReadOnlyList<string> ProcedureCodes,
    string? PolicyType,
    IReadOnlyList<VerityJurisdictionCoverage> Comparison,
    VerityJurisdictionCoverage National,
    IReadOnlyList<string> DifferingCodes,
    bool Truncated,
    IReadOnlyList<VerityPolicyInComparison> NationalPolicies,
    VerityComparisonSummary Summary
);

/// <summary>A comparison in numbers.</summary>
/// <param name="TotalJurisdictions">How many jurisdictions were compared.</param>
/// <param name="JurisdictionsWithCoverage">In how many of them any of the codes is covered, if under conditions or with leave.</param>
/// <param name="NationalPoliciesCount">How many policies hold everywhere.</param>
/// <param name="HasVariation">True where a code is not treated alike in all of them.</param>
/// <param name="QueriedCodes">The codes.</param>
/// <param name="RequestedJurisdictions">The jurisdictions that were named; none for all that a policy names.</param>
/// <param name="UnresolvedJurisdictions">Those of them that this server knows no contractor of.</param>
/// <param name="PolicyTypeFilter">The type that was asked for.</param>
public sealed record VerityComparisonSummary(
    int TotalJurisdictions,
    int JurisdictionsWithCoverage,
    int NationalPoliciesCount,
    bool HasVariation,
    IReadOnlyList<string> QueriedCodes,
    IReadOnlyList<string> RequestedJurisdictions,
    IReadOnlyList<string> UnresolvedJurisdictions,
    string? PolicyTypeFilter
);

/// <summary>What is covered in a jurisdiction.</summary>
/// <param name="Jurisdiction">Its code; null for policies that hold everywhere.</param>
/// <param name="PolicyCount">How many policies speak of any of the codes.</param>
/// <param name="CoverageCounts">How many of the codes are what.</param>
/// <param name="Codes">Code by code.</param>
/// <param name="CoverageSummary">The same as <c>coverage_counts</c>, under Verity's name.</param>
/// <param name="Policies">The policies that speak of any of the codes.</param>
/// <param name="Mac">The contractor that decides there, where it is known.</param>
/// <param name="MacName">Its name.</param>
public sealed record VerityJurisdictionCoverage(
    string? Jurisdiction,
    int PolicyCount,
    CoverageCounts CoverageCounts,
    IReadOnlyList<VerityCodeCoverage> Codes,
    CoverageCounts CoverageSummary,
    IReadOnlyList<VerityPolicyInComparison> Policies,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VerityMac? Mac,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MacName
);

/// <summary>A policy, and what it says of the codes.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">Its type.</param>
/// <param name="Disposition">The strictest of what it says of the codes.</param>
/// <param name="Jurisdiction">The first of its jurisdictions.</param>
/// <param name="EffectiveDate">First day it holds.</param>
/// <param name="SourceUrl">Where it is published.</param>
/// <param name="IsNational">True for one that holds everywhere.</param>
/// <param name="Codes">The codes that it speaks of.</param>
public sealed record VerityPolicyInComparison(
    string PolicyId,
    string Title,
    string PolicyType,
    string Disposition,
    string? Jurisdiction,
    string? EffectiveDate,
    string? SourceUrl,
    bool IsNational,
    IReadOnlyList<VerityPolicyCode> Codes
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
