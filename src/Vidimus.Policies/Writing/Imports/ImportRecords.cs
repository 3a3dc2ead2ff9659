namespace Vidimus.Policies.Writing.Imports;

/// <summary>A row of the code table, as an import of kind <c>codes</c> brings it.</summary>
/// <param name="Code">The code.</param>
/// <param name="System">Its system: <c>CPT</c>, <c>HCPCS</c>, <c>ICD10CM</c>, <c>ICD10PCS</c> or <c>NDC</c>.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="ShortDescription">The same in a few words.</param>
/// <param name="Category">What it belongs to.</param>
/// <param name="BetosCode">Its class in the Berenson-Eggers types of service.</param>
/// <param name="PoaExempt">For diagnoses: whether it is exempt from saying that it was present on admission.</param>
/// <param name="Active">Whether it is in use.</param>
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

/// <summary>A line of a fee schedule, as an import of kind <c>fees</c> brings it and <c>CodeRow.Fees</c> keeps it, as JSON in camelCase. Numbers are decimal texts, as the schedule writes them.</summary>
/// <param name="Code">The code.</param>
/// <param name="System">Its system; <c>CPT</c> or <c>HCPCS</c>.</param>
/// <param name="WorkRvu">Units of work.</param>
/// <param name="PeRvuNonfacility">Units of practice expense outside of a facility.</param>
/// <param name="PeRvuFacility">Units of practice expense in a facility.</param>
/// <param name="MpRvu">Units of malpractice insurance.</param>
/// <param name="TotalRvuNonfacility">All units outside of a facility.</param>
/// <param name="TotalRvuFacility">All units in a facility.</param>
/// <param name="NonFacilityPrice">Price outside of a facility.</param>
/// <param name="FacilityPrice">Price in a facility.</param>
/// <param name="ConversionFactor">Dollars for a unit.</param>
/// <param name="GlobalDays">The global period.</param>
/// <param name="StatusCode">The schedule's status letter.</param>
/// <param name="Year">Year of the schedule.</param>
public sealed record FeeRecord(
    string Code,
    string System,
    string? WorkRvu = null,
    string? PeRvuNonfacility = null,
    string? PeRvuFacility = null,
    string? MpRvu = null,
    string? TotalRvuNonfacility = null,
    string? TotalRvuFacility = null,
    string? NonFacilityPrice = null,
    string? FacilityPrice = null,
    string? ConversionFactor = null,
    string? GlobalDays = null,
    string? StatusCode = null,
    int? Year = null
);

/// <summary>A jurisdiction and who decides there, as an import of kind <c>jurisdictions</c> brings it.</summary>
/// <param name="Code">Its code, such as <c>JH</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="States">Two-letter codes of its states.</param>
/// <param name="ContractorName">The contractor that decides there.</param>
/// <param name="ContractorCode">Its number.</param>
/// <param name="ContractorType">What it decides about, such as <c>A/B MAC</c>.</param>
/// <param name="WebsiteUrl">Its address.</param>
public sealed record JurisdictionRecord(
    string Code,
    IReadOnlyList<string> States,
    string ContractorName,
    string? Name = null,
    string? ContractorCode = null,
    string? ContractorType = null,
    string? WebsiteUrl = null
);

/// <summary>What was paid for a code in a year, as an import of kind <c>spending</c> brings it.</summary>
/// <param name="Code">The code.</param>
/// <param name="Year">The year.</param>
/// <param name="PaidCents">What was paid, in cents.</param>
/// <param name="Claims">For how many claims.</param>
/// <param name="Beneficiaries">For how many people.</param>
/// <param name="Providers">To how many providers.</param>
public sealed record SpendingRecord(
    string Code,
    int Year,
    long PaidCents,
    long Claims = 0,
    long Beneficiaries = 0,
    long Providers = 0
);

/// <summary>What a payer's formulary says of a drug, as an import of kind <c>formulary</c> brings it and <c>FormularyRow.Body</c> keeps it.</summary>
/// <param name="Source">Whose formulary, such as <c>uhc</c>.</param>
/// <param name="PayerName">The payer.</param>
/// <param name="DrugName">The drug.</param>
/// <param name="PbmName">Who manages it for the payer.</param>
/// <param name="FormularyName">Its name.</param>
/// <param name="PlanYear">Its year.</param>
/// <param name="EffectiveDate">First day it holds, <c>YYYY-MM-DD</c>.</param>
/// <param name="MatchedText">The line as it stands there.</param>
/// <param name="TherapeuticCategory">What the drug is for.</param>
/// <param name="DrugClass">What kind of drug it is.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="CoverageStatus">Whether it is covered.</param>
/// <param name="Requirements">What has to be done first.</param>
/// <param name="Alternatives">Other drugs.</param>
/// <param name="PreferredAlternatives">Drugs that are preferred.</param>
/// <param name="SourceUrl">Where it is published.</param>
/// <param name="SourcePage">The page.</param>
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
    FormularyRequirements? Requirements = null,
    IReadOnlyList<string>? Alternatives = null,
    IReadOnlyList<string>? PreferredAlternatives = null,
    string? SourceUrl = null,
    int? SourcePage = null
);

/// <summary>What has to be done before a drug is paid.</summary>
/// <param name="PriorAuthorization">Ask beforehand.</param>
/// <param name="StepTherapy">Try others first.</param>
/// <param name="QuantityLimit">No more than a quantity.</param>
/// <param name="Specialty">From a specialty pharmacy.</param>
/// <param name="Text">In the formulary's words.</param>
/// <param name="Codes">The formulary's marks.</param>
public sealed record FormularyRequirements(
    bool? PriorAuthorization = null,
    bool? StepTherapy = null,
    bool? QuantityLimit = null,
    bool? Specialty = null,
    string? Text = null,
    IReadOnlyList<string>? Codes = null
);
