namespace Vidimus.Client;

/// <summary>A claim before it is sent: what was or will be done, for whom in general terms, and who is to pay. Nothing that identifies a patient.</summary>
public sealed record ClaimQuestion
{
    /// <summary>1 to 10 codes of CPT or HCPCS.</summary>
    public required IReadOnlyList<string> ProcedureCodes { get; init; }

    /// <summary>Up to 20 codes of ICD-10-CM.</summary>
    public IReadOnlyList<string>? DiagnosisCodes { get; init; }

    /// <summary>Who pays, by name or code.</summary>
    public string? Payer { get; init; }

    /// <summary><c>commercial</c>, <c>medicare_advantage</c>, <c>medicaid</c>, <c>traditional_medicare</c> or <c>exchange</c>.</summary>
    public string? PlanType { get; init; }

    /// <summary>The payer's line of business.</summary>
    public string? LineOfBusiness { get; init; }

    /// <summary>Up to 5 modifiers of two characters.</summary>
    public IReadOnlyList<string>? Modifiers { get; init; }

    /// <summary>Where: a state's two letters.</summary>
    public string? State { get; init; }

    /// <summary>When, <c>YYYY-MM-DD</c>; policies count as they were on that day.</summary>
    public string? DateOfService { get; init; }

    /// <summary><c>office</c>, <c>outpatient_hospital</c>, <c>asc</c>, <c>inpatient</c>, <c>home</c> or <c>telehealth</c>.</summary>
    public string? SiteOfService { get; init; }

    /// <summary>Field of practice of whoever does it.</summary>
    public string? ProviderSpecialty { get; init; }

    /// <summary><c>pediatric</c>, <c>adult</c> or <c>medicare_age</c>.</summary>
    public string? AgeCategory { get; init; }

    /// <summary><c>female</c>, <c>male</c>, <c>other</c> or <c>unknown</c>.</summary>
    public string? SexWhenPolicyRelevant { get; init; }
}

/// <summary>Whether a claim would be paid, by the policies that are held.</summary>
/// <param name="OverallRisk">The risk that it is denied, no less than medium where a person has to look at it.</param>
/// <param name="CoverageStatus"><c>not_covered</c>, <c>unknown</c>, <c>conditional</c> or <c>covered</c>.</param>
/// <param name="DenialRisk"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Confidence"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="DocumentationRequirements">What the policies want documented.</param>
/// <param name="MatchedPolicies">The policies in force that speak of the codes.</param>
/// <param name="RequiresManualReview">Whether a person has to look at it.</param>
/// <param name="KnownGaps">What is not known.</param>
/// <param name="Issues">What speaks against it.</param>
/// <param name="Codes">The same for each procedure.</param>
/// <param name="PriorAuthRequired">Whether authorization is needed beforehand; null where no policy speaks of any code.</param>
/// <param name="Mac">The contractor that decides in the state.</param>
public sealed record ClaimValidation(
    string OverallRisk,
    string CoverageStatus,
    string DenialRisk,
    string Confidence,
    IReadOnlyList<string> DocumentationRequirements,
    IReadOnlyList<MatchedPolicy> MatchedPolicies,
    bool RequiresManualReview,
    IReadOnlyList<string> KnownGaps,
    IReadOnlyList<string> Issues,
    IReadOnlyList<ClaimCode> Codes,
    bool? PriorAuthRequired = null,
    DecidingContractor? Mac = null
) : IChecked
{
    void IChecked.Check(Checker check) => check.Filled(CoverageStatus, "coverageStatus");
}

/// <summary>Whether a procedure of a claim would be paid.</summary>
/// <param name="Code">The code.</param>
/// <param name="CodeType">The table it is of.</param>
/// <param name="CoverageStatus"><c>covered</c>, <c>conditional</c>, <c>not_covered</c> or <c>unknown</c>.</param>
/// <param name="DenialRisk"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Confidence"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="RequiresManualReview">Whether a person has to look at it.</param>
/// <param name="KnownGaps">What is not known.</param>
/// <param name="Issues">What speaks against it.</param>
/// <param name="PolicyCount">How many policies speak of it.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="PriorAuthRequired">Whether authorization is needed beforehand; null where no policy speaks of it.</param>
public sealed record ClaimCode(
    string Code,
    string CodeType,
    string CoverageStatus,
    string DenialRisk,
    string Confidence,
    bool RequiresManualReview,
    IReadOnlyList<string> KnownGaps,
    IReadOnlyList<string> Issues,
    int PolicyCount,
    string? Description = null,
    bool? PriorAuthRequired = null
);
