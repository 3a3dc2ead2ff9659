using System.Text.Json;

namespace Vidimus.Client;

/// <summary>A policy as it is listed.</summary>
public sealed record PolicySummary : IChecked
{
    /// <summary>Its publisher's id, or <c>pol_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary><c>LCD</c>, <c>NCD</c>, <c>Article</c>, <c>PayerPolicy</c> or <c>Requirement</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>active</c> or <c>retired</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Where it holds; null for everywhere.</summary>
    public string? Jurisdiction { get; init; }

    /// <summary>Who pays by it; null for nobody in particular.</summary>
    public PolicyPayer? Payer { get; init; }

    /// <summary>First day it holds.</summary>
    public string? EffectiveDate { get; init; }

    /// <summary>First day it no longer holds.</summary>
    public string? RetireDate { get; init; }

    /// <summary>Its publisher's name for this version.</summary>
    public string? Version { get; init; }

    /// <summary>What it is about.</summary>
    public string? Summary { get; init; }

    /// <summary>Where it is published.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>How many codes it speaks of.</summary>
    public int CodeCount { get; init; }

    /// <summary>How many blocks of criteria it has.</summary>
    public int CriteriaCount { get; init; }

    /// <summary>True for made-up policies.</summary>
    public bool Sample { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(Id, "id");
        check.Filled(Type, "type");
    }
}

/// <summary>A policy, whole.</summary>
public sealed record Policy : IChecked
{
    /// <summary>Its publisher's id, or <c>pol_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary><c>LCD</c>, <c>NCD</c>, <c>Article</c>, <c>PayerPolicy</c> or <c>Requirement</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>active</c> or <c>retired</c>.</summary>
    public required string Status { get; init; }

    /// <summary>1 for the first; each change adds one.</summary>
    public required int Edition { get; init; }

    /// <summary>Where it holds; none for everywhere.</summary>
    public IReadOnlyList<string>? Jurisdictions { get; init; }

    /// <summary>Who pays by it; null for nobody in particular.</summary>
    public PolicyPayer? Payer { get; init; }

    /// <summary>First day it holds.</summary>
    public string? EffectiveDate { get; init; }

    /// <summary>First day it no longer holds.</summary>
    public string? RetireDate { get; init; }

    /// <summary>When its publisher looked at it last.</summary>
    public string? LastReviewedDate { get; init; }

    /// <summary>Its publisher's name for this version.</summary>
    public string? Version { get; init; }

    /// <summary>Where it is published.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>What it is about, in a paragraph.</summary>
    public string? Summary { get; init; }

    /// <summary>What it is about, at length.</summary>
    public string? Description { get; init; }

    /// <summary>Its text, in parts.</summary>
    public PolicySections? Sections { get; init; }

    /// <summary>What has to be the case, block by block.</summary>
    public IReadOnlyList<PolicyCriterion>? Criteria { get; init; }

    /// <summary>What has to be documented.</summary>
    public IReadOnlyList<string>? Documentation { get; init; }

    /// <summary>The codes it speaks of.</summary>
    public IReadOnlyList<PolicyCode>? Codes { get; init; }

    /// <summary>Files that belong to it.</summary>
    public IReadOnlyList<PolicyAttachment>? Attachments { get; init; }

    /// <summary>True for a made-up policy.</summary>
    public bool Sample { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(Id, "id");
        check.That(Edition >= 1, "edition");
    }
}

/// <summary>A change of a policy.</summary>
public sealed record PolicyChange : IChecked
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The policy.</summary>
    public required string PolicyId { get; init; }

    /// <summary>Its title.</summary>
    public required string PolicyTitle { get; init; }

    /// <summary><c>created</c>, <c>updated</c>, <c>retired</c>, <c>codes_changed</c>, <c>criteria_changed</c> or <c>metadata_changed</c>.</summary>
    public required string ChangeType { get; init; }

    /// <summary>What changed, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>What kind of policy it is.</summary>
    public string? PolicyType { get; init; }

    /// <summary>Who pays by it.</summary>
    public string? PayerName { get; init; }

    /// <summary>Its publisher's name for the version before.</summary>
    public string? OldVersion { get; init; }

    /// <summary>Its publisher's name for the version after.</summary>
    public string? NewVersion { get; init; }

    void IChecked.Check(Checker check)
    {
        check.That(Id >= 1, "id");
        check.Filled(PolicyId, "policyId");
    }
}

/// <summary>A block of criteria that was found.</summary>
public sealed record FoundCriterion : IChecked
{
    /// <summary>Its id within the policy.</summary>
    public required string Id { get; init; }

    /// <summary><c>indications</c>, <c>limitations</c>, <c>documentation</c>, <c>frequency</c> or <c>other</c>.</summary>
    public required string Section { get; init; }

    /// <summary>What it says.</summary>
    public required string Text { get; init; }

    /// <summary>The policy it is of.</summary>
    public required CriterionPolicy Policy { get; init; }

    /// <summary>What it is about.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>True when a person has to judge it in any case.</summary>
    public bool RequiresManualReview { get; init; }

    void IChecked.Check(Checker check) => check.Filled(Text, "text");
}

/// <summary>The policy of a block of criteria.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Type">What kind it is.</param>
/// <param name="Jurisdiction">Where it holds; null for everywhere.</param>
public sealed record CriterionPolicy(
    string Id,
    string Title,
    string Type,
    string? Jurisdiction = null
);

/// <summary>How jurisdictions differ about procedures.</summary>
/// <param name="ProcedureCodes">The codes.</param>
/// <param name="Jurisdictions">Jurisdiction by jurisdiction.</param>
/// <param name="Everywhere">What policies say that hold everywhere.</param>
/// <param name="Differing">Codes that are not treated alike in all these jurisdictions.</param>
/// <param name="Truncated">True where more policies speak of the codes than were compared.</param>
public sealed record PolicyComparison(
    IReadOnlyList<string> ProcedureCodes,
    IReadOnlyList<JurisdictionCoverage> Jurisdictions,
    JurisdictionCoverage Everywhere,
    IReadOnlyList<string> Differing,
    bool Truncated
) : IChecked
{
    void IChecked.Check(Checker check) => check.Each(Jurisdictions, "jurisdictions");
}

/// <summary>What is covered in a jurisdiction.</summary>
/// <param name="PolicyCount">How many policies speak of any of the codes.</param>
/// <param name="Codes">Code by code.</param>
/// <param name="Jurisdiction">Its code; null for policies that hold everywhere.</param>
public sealed record JurisdictionCoverage(
    int PolicyCount,
    IReadOnlyList<CodeCoverage> Codes,
    string? Jurisdiction = null
);

/// <summary>A code in a jurisdiction.</summary>
/// <param name="Code">The code.</param>
/// <param name="Coverage"><c>not_covered</c>, <c>requires_pa</c>, <c>conditional</c>, <c>covered</c> or <c>not_addressed</c>.</param>
public sealed record CodeCoverage(string Code, string Coverage);

/// <summary>What a policy comes to over facts.</summary>
/// <param name="Outcome"><c>met</c>, <c>not_met</c>, <c>unknown</c> or <c>not_in_force</c>.</param>
/// <param name="Covered">True for <c>met</c> alone.</param>
/// <param name="Confidence">How much of the outcome rests on trees that facts decided, 0 to 1.</param>
/// <param name="Reasons">What it comes from, in sentences.</param>
/// <param name="Blocks">Each block of criteria.</param>
/// <param name="BlocksEvaluated">How many have a tree.</param>
/// <param name="BlocksWithoutLogic">How many have none, so that a person has to read them.</param>
public sealed record PolicyEvaluation(
    string Outcome,
    bool Covered,
    double Confidence,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<EvaluatedBlock> Blocks,
    int BlocksEvaluated,
    int BlocksWithoutLogic
) : IChecked
{
    void IChecked.Check(Checker check) => check.Filled(Outcome, "outcome");
}

/// <summary>A block of criteria and what it came to.</summary>
/// <param name="Id">Its id within the policy.</param>
/// <param name="Section">Its section.</param>
/// <param name="Text">What it says.</param>
/// <param name="Outcome"><c>matched</c>, <c>unmatched</c>, <c>unknown</c> or <c>no_logic</c>.</param>
/// <param name="RequiresManualReview">True when a person has to judge it in any case.</param>
/// <param name="Logic">The tree with the value of each node.</param>
public sealed record EvaluatedBlock(
    string Id,
    string Section,
    string Text,
    string Outcome,
    bool RequiresManualReview,
    JsonElement? Logic = null
);
