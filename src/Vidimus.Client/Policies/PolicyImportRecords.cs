using System.Text.Json;

namespace Vidimus.Client;

/// <summary>A code and what is known of it.</summary>
/// <param name="Code">The code, with or without the dot of a diagnosis.</param>
/// <param name="System"><c>CPT</c>, <c>HCPCS</c>, <c>ICD10CM</c>, <c>ICD10PCS</c> or <c>NDC</c>.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="ShortDescription">The same, shorter.</param>
/// <param name="Category">Its chapter or category.</param>
/// <param name="BetosCode">Its type of service.</param>
/// <param name="PoaExempt">Whether it need not say if it was present on admission.</param>
/// <param name="Active">Whether it can be billed.</param>
public sealed record CodeRecord(
    string Code,
    string System,
    string? Description = null,
    string? ShortDescription = null,
    string? Category = null,
    string? BetosCode = null,
    bool? PoaExempt = null,
    bool? Active = null
);

/// <summary>A line of a fee schedule; numbers are texts, so that none is rounded.</summary>
/// <param name="Code">The code.</param>
/// <param name="System"><c>CPT</c> or <c>HCPCS</c>.</param>
/// <param name="Year">The schedule's year.</param>
/// <param name="StatusCode">Its status in the schedule, such as <c>A</c>.</param>
/// <param name="WorkRvu">Relative value of the work.</param>
/// <param name="PeRvuNonfacility">Relative value of the practice's expense outside a facility.</param>
/// <param name="PeRvuFacility">The same within a facility.</param>
/// <param name="MpRvu">Relative value of insuring malpractice.</param>
/// <param name="TotalRvuNonfacility">Sum outside a facility.</param>
/// <param name="TotalRvuFacility">Sum within a facility.</param>
/// <param name="ConversionFactor">Dollars for a relative value of one.</param>
/// <param name="NonFacilityPrice">Price outside a facility.</param>
/// <param name="FacilityPrice">Price within a facility.</param>
/// <param name="GlobalDays">Days that the price covers, such as <c>090</c> or <c>XXX</c>.</param>
public sealed record FeeRecord(
    string Code,
    string System,
    int? Year = null,
    string? StatusCode = null,
    string? WorkRvu = null,
    string? PeRvuNonfacility = null,
    string? PeRvuFacility = null,
    string? MpRvu = null,
    string? TotalRvuNonfacility = null,
    string? TotalRvuFacility = null,
    string? ConversionFactor = null,
    string? NonFacilityPrice = null,
    string? FacilityPrice = null,
    string? GlobalDays = null
);

/// <summary>A jurisdiction.</summary>
/// <param name="Code">Its code, such as <c>JK</c>.</param>
/// <param name="ContractorName">Who decides there.</param>
/// <param name="States">Two-letter codes of its states.</param>
/// <param name="Name">Its name.</param>
/// <param name="ContractorCode">The contractor's code.</param>
/// <param name="ContractorType">What the contractor decides about.</param>
/// <param name="WebsiteUrl">The contractor's site.</param>
public sealed record JurisdictionRecord(
    string Code,
    string ContractorName,
    IReadOnlyList<string> States,
    string? Name = null,
    string? ContractorCode = null,
    string? ContractorType = null,
    string? WebsiteUrl = null
);

/// <summary>What was paid for a code in a year.</summary>
/// <param name="Code">The code.</param>
/// <param name="Year">The year.</param>
/// <param name="PaidCents">What was paid, in cents.</param>
/// <param name="Claims">Claims.</param>
/// <param name="Beneficiaries">People it was paid for.</param>
/// <param name="Providers">Those who were paid.</param>
public sealed record SpendingRecord(
    string Code,
    int Year,
    long PaidCents,
    long Claims = 0,
    long Beneficiaries = 0,
    long Providers = 0
);

/// <summary>What a payer's formulary says of a drug.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="PayerName">Whose formulary it is.</param>
/// <param name="DrugName">The drug.</param>
/// <param name="PbmName">Who manages it.</param>
/// <param name="FormularyName">The formulary's name.</param>
/// <param name="PlanYear">The year it holds for.</param>
/// <param name="EffectiveDate">First day it holds.</param>
/// <param name="MatchedText">The line as it stands there.</param>
/// <param name="TherapeuticCategory">What the drug is for.</param>
/// <param name="DrugClass">The drug's class.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="CoverageStatus">Whether it is covered.</param>
/// <param name="Requirements">What is asked for before: an object.</param>
/// <param name="Alternatives">Other drugs.</param>
/// <param name="PreferredAlternatives">Other drugs that are preferred.</param>
/// <param name="SourceUrl">Where it is published.</param>
/// <param name="SourcePage">The page there.</param>
public sealed record FormularyRecord(
    string Source,
    string PayerName,
    string DrugName,
    string? PbmName = null,
    string? FormularyName = null,
    int? PlanYear = null,
    string? EffectiveDate = null,
    string? MatchedText = null,
    string? TherapeuticCategory = null,
    string? DrugClass = null,
    string? Tier = null,
    string? CoverageStatus = null,
    JsonElement? Requirements = null,
    IReadOnlyList<string>? Alternatives = null,
    IReadOnlyList<string>? PreferredAlternatives = null,
    string? SourceUrl = null,
    int? SourcePage = null
);
