namespace Vidimus.Policies.PriorAuthorization;

/// <summary>A claim before it is sent: what was or will be done, for whom in general terms, and who is to pay.</summary>
/// <param name="ProcedureCodes">The procedures, 1 to 10 codes of CPT or HCPCS.</param>
/// <param name="DiagnosisCodes">The diagnoses, up to 20 codes of ICD-10-CM.</param>
/// <param name="Payer">Who pays, by name or code; <c>medicare</c> for Medicare itself.</param>
/// <param name="PlanType"><c>commercial</c>, <c>medicare_advantage</c>, <c>medicaid</c>, <c>traditional_medicare</c> or <c>exchange</c>.</param>
/// <param name="LineOfBusiness">The payer's line of business.</param>
/// <param name="Modifiers">Up to 5 modifiers of two characters.</param>
/// <param name="State">Where, two letters.</param>
/// <param name="DateOfService">When, <c>YYYY-MM-DD</c>; today when left out. Policies count as they were on that day.</param>
/// <param name="SiteOfService"><c>office</c>, <c>outpatient_hospital</c>, <c>asc</c>, <c>inpatient</c>, <c>home</c> or <c>telehealth</c>.</param>
/// <param name="ProviderSpecialty">Field of practice of whoever does it.</param>
/// <param name="AgeCategory"><c>pediatric</c>, <c>adult</c> or <c>medicare_age</c>.</param>
/// <param name="SexWhenPolicyRelevant"><c>female</c>, <c>male</c>, <c>other</c> or <c>unknown</c>.</param>
public sealed record ClaimRequest(
    IReadOnlyList<string?>? ProcedureCodes = null,
    IReadOnlyList<string?>? DiagnosisCodes = null,
    string? Payer = null,
    string? PlanType = null,
    string? LineOfBusiness = null,
    IReadOnlyList<string?>? Modifiers = null,
    string? State = null,
    string? DateOfService = null,
    string? SiteOfService = null,
    string? ProviderSpecialty = null,
    string? AgeCategory = null,
    string? SexWhenPolicyRelevant = null
);

/// <summary>Whether a claim would be paid, by the loaded policies as they were on the date of service.</summary>
/// <param name="Payer">As asked.</param>
/// <param name="PlanType">As asked.</param>
/// <param name="LineOfBusiness">As asked.</param>
/// <param name="State">As asked.</param>
/// <param name="DateOfService">As asked.</param>
/// <param name="SiteOfService">As asked.</param>
/// <param name="ProviderSpecialty">As asked.</param>
/// <param name="Modifiers">As asked.</param>
/// <param name="OverallRisk">The risk that it is denied, no less than medium where a person has to look at it.</param>
/// <param name="CoverageStatus">The strictest of its codes: <c>not_covered</c>, <c>unknown</c>, <c>conditional</c> or <c>covered</c>.</param>
/// <param name="PriorAuthRequired">Whether authorization is needed beforehand; null where no policy speaks of any code.</param>
/// <param name="DenialRisk">The highest risk of its codes.</param>
/// <param name="Confidence">The lowest of its codes.</param>
/// <param name="DocumentationRequirements">What the policies want documented.</param>
/// <param name="PolicySources">Where this is from.</param>
/// <param name="MatchedPolicies">The policies in force that speak of the codes.</param>
/// <param name="EffectiveDate">Since when all of them have held.</param>
/// <param name="LastVerifiedAt">When this server was told what the oldest of them says.</param>
/// <param name="RequiresManualReview">Whether a person has to look at it.</param>
/// <param name="KnownGaps">What is not known.</param>
/// <param name="Issues">What speaks against it.</param>
/// <param name="Codes">The same for each procedure.</param>
/// <param name="Mac">The contractor that decides in the state.</param>
public sealed record ClaimValidation(
    string? Payer,
    string? PlanType,
    string? LineOfBusiness,
    string? State,
    string? DateOfService,
    string? SiteOfService,
    string? ProviderSpecialty,
    IReadOnlyList<string> Modifiers,
    string OverallRisk,
    string CoverageStatus,
    bool? PriorAuthRequired,
    string DenialRisk,
    string Confidence,
    IReadOnlyList<string> DocumentationRequirements,
    IReadOnlyList<PolicySource> PolicySources,
    IReadOnlyList<MatchedPolicy> MatchedPolicies,
    string? EffectiveDate,
    DateTimeOffset? LastVerifiedAt,
    bool RequiresManualReview,
    IReadOnlyList<string> KnownGaps,
    IReadOnlyList<string> Issues,
    IReadOnlyList<ClaimCode> Codes,
    DecidingContractor? Mac
);

/// <summary>Whether a procedure of a claim would be paid.</summary>
/// <param name="Code">The code.</param>
/// <param name="CodeType">The table it is from.</param>
/// <param name="Description">What it stands for; null where the code table does not have it.</param>
/// <param name="CoverageStatus"><c>covered</c>, <c>conditional</c>, <c>not_covered</c> or <c>unknown</c>.</param>
/// <param name="PriorAuthRequired">Whether authorization is needed beforehand; null where no policy speaks of it.</param>
/// <param name="DenialRisk"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Confidence"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="DocumentationRequirements">What the policies want documented.</param>
/// <param name="PolicySources">Where this is from.</param>
/// <param name="MatchedPolicies">The policies in force that speak of it.</param>
/// <param name="EffectiveDate">Since when all of them have held.</param>
/// <param name="LastVerifiedAt">When this server was told what the oldest of them says.</param>
/// <param name="RequiresManualReview">Whether a person has to look at it.</param>
/// <param name="KnownGaps">What is not known.</param>
/// <param name="Issues">What speaks against it.</param>
/// <param name="PolicyCount">How many policies speak of it.</param>
public sealed record ClaimCode(
    string Code,
    string CodeType,
    string? Description,
    string CoverageStatus,
    bool? PriorAuthRequired,
    string DenialRisk,
    string Confidence,
    IReadOnlyList<string> DocumentationRequirements,
    IReadOnlyList<PolicySource> PolicySources,
    IReadOnlyList<MatchedPolicy> MatchedPolicies,
    string? EffectiveDate,
    DateTimeOffset? LastVerifiedAt,
    bool RequiresManualReview,
    IReadOnlyList<string> KnownGaps,
    IReadOnlyList<string> Issues,
    int PolicyCount
);
