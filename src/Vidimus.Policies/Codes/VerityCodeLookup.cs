using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vidimus.Policies.Codes;

// Members that Verity's TypeScript client holds as optional and not as null are left out where there is nothing to say:
// its users test them for undefined, and would go over a null as over a list.

/// <summary>The answers to a batch: clients read them by the codes as they asked for them.</summary>
/// <param name="Results">One for each code.</param>
public sealed record VerityCodeBatch(IReadOnlyDictionary<string, VerityCodeLookup> Results);

/// <summary>What is known of a code, as Verity's clients read it.</summary>
/// <param name="Code">The code, as people write it.</param>
/// <param name="CodeSystem">Its table.</param>
/// <param name="Found">Whether it is known.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="ShortDescription">The same, shorter.</param>
/// <param name="Category">Its chapter or category.</param>
/// <param name="BetosCode">Its type of service.</param>
/// <param name="PoaExempt">Whether it need not say if it was present on admission.</param>
/// <param name="IsActive">Whether it can be billed.</param>
/// <param name="Rvu">Its line of the fee schedule.</param>
/// <param name="Policies">Policies that speak of it.</param>
/// <param name="Suggestions">Codes that may be meant.</param>
/// <param name="NegotiatedRates">Never there: this server holds no negotiated rates.</param>
/// <param name="NdcCrosswalk">Never there: this server holds no crosswalk of drugs.</param>
public sealed record VerityCodeLookup(
    string Code,
    string CodeSystem,
    bool Found,
    string? Description,
    string? ShortDescription,
    string? Category,
    string? BetosCode,
    bool? PoaExempt,
    bool? IsActive,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VerityRvu? Rvu,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<VerityPolicyMatch>? Policies,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<VerityCodeSuggestion>? Suggestions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        JsonElement? NegotiatedRates,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        JsonElement? NdcCrosswalk
)
{
    internal static VerityCodeLookup Of(CodeLookup found) =>
        new(
            found.Code,
            found.System,
            found.Found,
            found.Description,
            found.ShortDescription,
            found.Category,
            found.BetosCode,
            found.PoaExempt,
            found.Active,
            found.Fees is { } fees ? VerityRvu.Of(fees) : null,
            found.Policies is { } policies ? [.. policies.Select(VerityPolicyMatch.Of)] : null,
            found.Suggestions is { } near ? [.. near.Select(VerityCodeSuggestion.Of)] : null,
            null,
            null
        );
}

/// <summary>A line of a fee schedule, as Verity's clients read it; numbers are texts.</summary>
/// <param name="WorkRvu">Relative value of the work.</param>
/// <param name="PeRvuNonfacility">Relative value of the practice's expense outside a facility.</param>
/// <param name="PeRvuFacility">The same within a facility.</param>
/// <param name="MpRvu">Relative value of insuring malpractice.</param>
/// <param name="TotalRvuNonfacility">Sum outside a facility.</param>
/// <param name="TotalRvuFacility">Sum within a facility.</param>
/// <param name="NonFacilityPrice">Price outside a facility.</param>
/// <param name="FacilityPrice">Price within a facility.</param>
/// <param name="ConversionFactor">Dollars for a relative value of one.</param>
/// <param name="GlobalDays">Days that the price covers.</param>
/// <param name="StatusCode">Its status in the schedule.</param>
/// <param name="Year">The schedule's year.</param>
public sealed record VerityRvu(
    string? WorkRvu,
    string? PeRvuNonfacility,
    string? PeRvuFacility,
    string? MpRvu,
    string? TotalRvuNonfacility,
    string? TotalRvuFacility,
    string? NonFacilityPrice,
    string? FacilityPrice,
    string? ConversionFactor,
    string? GlobalDays,
    string? StatusCode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Year
)
{
    internal static VerityRvu Of(CodeFees fees) =>
        new(
            fees.WorkRvu,
            fees.PeRvuNonfacility,
            fees.PeRvuFacility,
            fees.MpRvu,
            fees.TotalRvuNonfacility,
            fees.TotalRvuFacility,
            fees.NonFacilityPrice,
            fees.FacilityPrice,
            fees.ConversionFactor,
            fees.GlobalDays,
            fees.StatusCode,
            fees.Year
        );
}

/// <summary>A policy that speaks of a code, as Verity's clients read it.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">What it is.</param>
/// <param name="Disposition">What it says of the code.</param>
/// <param name="Jurisdiction">The first of its jurisdictions.</param>
/// <param name="EffectiveDate">First day it holds.</param>
public sealed record VerityPolicyMatch(
    string PolicyId,
    string Title,
    string PolicyType,
    string Disposition,
    string? Jurisdiction,
    string? EffectiveDate
)
{
    internal static VerityPolicyMatch Of(CodePolicy policy) =>
        new(
            policy.PolicyId,
            policy.Title,
            policy.PolicyType,
            policy.Disposition,
            policy.Jurisdiction,
            policy.EffectiveDate
        );
}

/// <summary>A code that may be meant, as Verity's clients read it.</summary>
/// <param name="Code">The code.</param>
/// <param name="CodeSystem">Its table.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="Score">How near it is, from 0 to 1.</param>
/// <param name="MatchType"><c>code</c> or <c>description</c>.</param>
public sealed record VerityCodeSuggestion(
    string Code,
    string CodeSystem,
    string? Description,
    double Score,
    string MatchType
)
{
    internal static VerityCodeSuggestion Of(CodeSuggestion near) =>
        new(near.Code, near.System, near.Description, near.Score, near.MatchType);
}
