namespace Vidimus.Client;

/// <summary>Codes to look up.</summary>
/// <param name="Codes">1 to 50 codes.</param>
/// <param name="System">The table they are of; seen from each code when null.</param>
/// <param name="Include">What else: <c>fees</c>, <c>policies</c>.</param>
/// <param name="Jurisdiction">Only policies that hold there.</param>
public sealed record CodeQuestion(
    IReadOnlyList<string> Codes,
    string? System = null,
    IReadOnlyList<string>? Include = null,
    string? Jurisdiction = null
);

/// <summary>Codes that were looked up.</summary>
/// <param name="Results">In the order asked.</param>
public sealed record CodeLookups(IReadOnlyList<CodeLookup> Results) : IChecked
{
    void IChecked.Check(Checker check) => check.Each(Results, "results");
}

/// <summary>A code and what is known of it.</summary>
/// <param name="Code">The code as it is shown.</param>
/// <param name="System"><c>CPT</c>, <c>HCPCS</c>, <c>ICD10CM</c>, <c>ICD10PCS</c>, <c>NDC</c> or <c>UNKNOWN</c>.</param>
/// <param name="Found">Whether the code table or a policy has it.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="ShortDescription">The same, shorter.</param>
/// <param name="Category">Its chapter or category.</param>
/// <param name="BetosCode">Its type of service.</param>
/// <param name="PoaExempt">Whether it need not say if it was present on admission.</param>
/// <param name="Active">Whether it can be billed.</param>
/// <param name="Fees">Its line of the fee schedule, where asked for and loaded.</param>
/// <param name="Policies">What policies say of it, where asked for.</param>
/// <param name="Suggestions">For one that is not known, those that are perhaps meant.</param>
public sealed record CodeLookup(
    string Code,
    string System,
    bool Found,
    string? Description = null,
    string? ShortDescription = null,
    string? Category = null,
    string? BetosCode = null,
    bool? PoaExempt = null,
    bool? Active = null,
    CodeFees? Fees = null,
    IReadOnlyList<CodePolicy>? Policies = null,
    IReadOnlyList<CodeSuggestion>? Suggestions = null
) : IChecked
{
    void IChecked.Check(Checker check) => check.Filled(System, "system");
}

/// <summary>A line of a fee schedule; numbers are texts, so that none is rounded.</summary>
/// <param name="Year">The schedule's year.</param>
/// <param name="StatusCode">Its status in the schedule.</param>
/// <param name="WorkRvu">Relative value of the work.</param>
/// <param name="PeRvuNonfacility">Relative value of the practice's expense outside a facility.</param>
/// <param name="PeRvuFacility">The same within a facility.</param>
/// <param name="MpRvu">Relative value of insuring malpractice.</param>
/// <param name="TotalRvuNonfacility">Sum outside a facility.</param>
/// <param name="TotalRvuFacility">Sum within a facility.</param>
/// <param name="ConversionFactor">Dollars for a relative value of one.</param>
/// <param name="NonFacilityPrice">Price outside a facility.</param>
/// <param name="FacilityPrice">Price within a facility.</param>
/// <param name="GlobalDays">Days that the price covers.</param>
public sealed record CodeFees(
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

/// <summary>What a policy says of a code.</summary>
/// <param name="PolicyId">The policy.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">What kind it is.</param>
/// <param name="Disposition"><c>covered</c>, <c>not_covered</c>, <c>conditional</c> or <c>requires_pa</c>.</param>
/// <param name="Jurisdiction">Where it holds; null for everywhere.</param>
/// <param name="EffectiveDate">Since when it holds.</param>
public sealed record CodePolicy(
    string PolicyId,
    string Title,
    string PolicyType,
    string Disposition,
    string? Jurisdiction = null,
    string? EffectiveDate = null
);

/// <summary>A code that is perhaps meant.</summary>
/// <param name="Code">The code.</param>
/// <param name="System">The table it is of.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="Score">How near it is, 0 to 1.</param>
/// <param name="MatchType">Whether its <c>code</c> or its <c>description</c> is near.</param>
public sealed record CodeSuggestion(
    string Code,
    string System,
    string? Description,
    double Score,
    string MatchType
);

/// <summary>What was paid for a code.</summary>
/// <param name="Code">The code.</param>
/// <param name="TotalPaid">Dollars, as a text.</param>
/// <param name="TotalClaims">Claims.</param>
/// <param name="UniqueBeneficiaries">People, in the year that had most.</param>
/// <param name="UniqueProviders">Providers, in the year that had most.</param>
/// <param name="ByYear">Year by year.</param>
public sealed record CodeSpending(
    string Code,
    string TotalPaid,
    long TotalClaims,
    long UniqueBeneficiaries,
    long UniqueProviders,
    IReadOnlyList<YearSpending> ByYear
);

/// <summary>What was paid for a code in a year.</summary>
/// <param name="Year">The year.</param>
/// <param name="TotalPaid">Dollars, as a text.</param>
/// <param name="TotalClaims">Claims.</param>
/// <param name="UniqueBeneficiaries">People.</param>
public sealed record YearSpending(
    int Year,
    string TotalPaid,
    long TotalClaims,
    long UniqueBeneficiaries
);

/// <summary>What a formulary says of a drug.</summary>
/// <param name="Source">Whose formulary, as a word.</param>
/// <param name="PayerName">Whose formulary.</param>
/// <param name="DrugName">The drug.</param>
/// <param name="PlanYear">The plan's year.</param>
/// <param name="DrugClass">The drug's class.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="CoverageStatus">Whether it is covered.</param>
/// <param name="Requirements">What it takes.</param>
/// <param name="SourceUrl">Where it is published.</param>
public sealed record FormularyEntry(
    string Source,
    string PayerName,
    string DrugName,
    int? PlanYear = null,
    string? DrugClass = null,
    string? Tier = null,
    string? CoverageStatus = null,
    FormularyRequirements? Requirements = null,
    string? SourceUrl = null
);

/// <summary>What it takes to have a drug paid.</summary>
/// <param name="PriorAuthorization">Prior authorization.</param>
/// <param name="StepTherapy">Other drugs first.</param>
/// <param name="QuantityLimit">No more than a quantity.</param>
/// <param name="Specialty">A specialty pharmacy.</param>
/// <param name="Text">In words.</param>
public sealed record FormularyRequirements(
    bool? PriorAuthorization = null,
    bool? StepTherapy = null,
    bool? QuantityLimit = null,
    bool? Specialty = null,
    string? Text = null
);

/// <summary>A jurisdiction.</summary>
/// <param name="Code">Its code.</param>
/// <param name="ContractorName">Who decides there.</param>
/// <param name="States">Its states.</param>
/// <param name="Name">Its name.</param>
/// <param name="ContractorCode">The contractor's code.</param>
/// <param name="ContractorType">What the contractor decides about.</param>
/// <param name="WebsiteUrl">The contractor's site.</param>
public sealed record PolicyJurisdiction(
    string Code,
    string ContractorName,
    IReadOnlyList<string> States,
    string? Name = null,
    string? ContractorCode = null,
    string? ContractorType = null,
    string? WebsiteUrl = null
);
