namespace Vidimus.Policies.Codes;

/// <summary>What is known of a code.</summary>
/// <param name="Code">The code, as people write it: a diagnosis with its dot.</param>
/// <param name="System"><c>CPT</c>, <c>HCPCS</c>, <c>ICD10CM</c>, <c>ICD10PCS</c>, <c>NDC</c> or <c>UNKNOWN</c>; by its shape, where it was not found.</param>
/// <param name="Found">True when it is in the code table, or a policy in force speaks of it.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="ShortDescription">The same, shorter.</param>
/// <param name="Category">Its chapter or category.</param>
/// <param name="BetosCode">Its type of service.</param>
/// <param name="PoaExempt">Whether it need not say if it was present on admission.</param>
/// <param name="Active">Whether it can be billed.</param>
/// <param name="Fees">Its line of the fee schedule, where that was asked for and is loaded.</param>
/// <param name="Policies">Policies in force that speak of it, what restricts before what covers, at most 50; null unless asked for.</param>
/// <param name="Suggestions">Codes that may be meant, best first; null where it was found or nobody asked.</param>
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
);

/// <summary>A policy that speaks of a code.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">What it is.</param>
/// <param name="Disposition">What it says: <c>covered</c>, <c>not_covered</c>, <c>conditional</c> or <c>requires_pa</c>.</param>
/// <param name="Jurisdiction">The first of its jurisdictions; null where it holds everywhere.</param>
/// <param name="EffectiveDate">First day it holds.</param>
public sealed record CodePolicy(
    string PolicyId,
    string Title,
    string PolicyType,
    string Disposition,
    string? Jurisdiction,
    string? EffectiveDate
);

/// <summary>A code that may be meant.</summary>
/// <param name="Code">The code, as people write it.</param>
/// <param name="System">Its table.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="Score">How near it is, from 0 to 1.</param>
/// <param name="MatchType"><c>code</c> where the codes are alike, <c>description</c> where the words were found.</param>
public sealed record CodeSuggestion(
    string Code,
    string System,
    string? Description,
    double Score,
    string MatchType
);

/// <summary>Which codes are looked up, and what is wanted of them.</summary>
internal sealed record CodeQuestion(IReadOnlyList<string> Codes)
{
    /// <summary>As the caller wrote it; null for whichever table has the code.</summary>
    public string? System { get; init; }

    /// <summary>A jurisdiction or a state; null for policies wherever they hold.</summary>
    public string? Jurisdiction { get; init; }
    public bool Fees { get; init; }
    public bool Policies { get; init; }

    /// <summary>Whether codes that may be meant are sought for what is not found.</summary>
    public bool Suggestions { get; init; }
}
