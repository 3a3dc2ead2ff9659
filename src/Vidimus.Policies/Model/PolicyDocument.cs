using System.Text.Json;
using System.Text.Json.Serialization;
using Vidimus.Platform.Json;

namespace Vidimus.Policies.Model;

/// <summary>
/// A policy as its publisher states it: what an import brings, what a version keeps, and what the native API shows. Two
/// documents that say the same have the same canonical JSON, whatever order they came in.
/// </summary>
/// <param name="Id">Its publisher's id, such as <c>L12345</c>: 1 to 100 letters, digits, <c>.</c>, <c>-</c>, <c>_</c> and <c>:</c>. Left out for a policy that is to get one of ours, <c>pol_…</c>.</param>
/// <param name="Title">Its title, up to 500 characters.</param>
/// <param name="Type">One of <see cref="PolicyTypes"/>.</param>
/// <param name="Jurisdictions">Codes of the jurisdictions it holds in; none for one that holds everywhere.</param>
/// <param name="Payer">Who pays by it; null for none in particular.</param>
/// <param name="Status"><c>active</c> or <c>retired</c>.</param>
/// <param name="EffectiveDate">First day it holds, <c>YYYY-MM-DD</c>.</param>
/// <param name="RetireDate">First day it no longer holds.</param>
/// <param name="LastReviewedDate">When its publisher looked at it last.</param>
/// <param name="Version">Its publisher's name for this version.</param>
/// <param name="SourceUrl">Where it is published.</param>
/// <param name="PdfUrl">Where it is published as PDF.</param>
/// <param name="Summary">What it is about, in a paragraph.</param>
/// <param name="Description">What it is about, at length.</param>
/// <param name="Specialty">Fields of practice it concerns.</param>
/// <param name="Keywords">Words by which it is sought.</param>
/// <param name="Sections">Its text, in parts.</param>
/// <param name="Criteria">What has to be the case, block by block.</param>
/// <param name="Documentation">What has to be documented, as a checklist.</param>
/// <param name="Codes">The codes it speaks of.</param>
/// <param name="Attachments">Files that belong to it, at their publisher's.</param>
/// <param name="Sample">True for made-up policies.</param>
public sealed record PolicyDocument(
    string? Id,
    string Title,
    string Type,
    IReadOnlyList<string>? Jurisdictions = null,
    PolicyPayer? Payer = null,
    string Status = PolicyStatuses.Active,
    string? EffectiveDate = null,
    string? RetireDate = null,
    string? LastReviewedDate = null,
    string? Version = null,
    string? SourceUrl = null,
    string? PdfUrl = null,
    string? Summary = null,
    string? Description = null,
    IReadOnlyList<string>? Specialty = null,
    IReadOnlyList<string>? Keywords = null,
    PolicySections? Sections = null,
    IReadOnlyList<PolicyCriterion>? Criteria = null,
    IReadOnlyList<string>? Documentation = null,
    IReadOnlyList<PolicyCode>? Codes = null,
    IReadOnlyList<PolicyAttachment>? Attachments = null,
    bool Sample = false
);

/// <summary>Who pays by a policy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Code">A short code for it.</param>
/// <param name="Type">What it is, such as <c>medicare</c> or <c>commercial</c>.</param>
public sealed record PolicyPayer(string Name, string? Code = null, string? Type = null);

/// <summary>A policy's text, in parts.</summary>
/// <param name="Indications">When it is met.</param>
/// <param name="Limitations">When it is not.</param>
/// <param name="Documentation">What has to be documented.</param>
public sealed record PolicySections(
    string? Indications = null,
    string? Limitations = null,
    string? Documentation = null
);

/// <summary>A block of criteria: a text for people, and, where there is one, a logic tree that says the same for machines.</summary>
/// <param name="Id">Its id within the policy, up to 100 characters; left out, its place makes one.</param>
/// <param name="Section">One of <see cref="PolicyParts"/>.</param>
/// <param name="Text">What it says.</param>
/// <param name="Tags">What it is about.</param>
/// <param name="Logic">The logic tree; see the documentation of policies.</param>
/// <param name="RequiresManualReview">True when a person has to judge it in any case.</param>
/// <param name="Confidence">How sure it is that the tree says what the text says, 0 to 1.</param>
public sealed record PolicyCriterion(
    string? Id,
    string Section,
    string Text,
    IReadOnlyList<string>? Tags = null,
    [property: JsonConverter(typeof(UnicodeElement))] JsonElement? Logic = null,
    bool RequiresManualReview = false,
    double Confidence = 1
);

/// <summary>A code that a policy speaks of.</summary>
/// <param name="Code">The code, as it is written.</param>
/// <param name="System">One of <see cref="CodeSystems"/>.</param>
/// <param name="Disposition">One of <see cref="Dispositions"/>.</param>
/// <param name="Condition">Which paragraph or group says under which condition; null for none.</param>
public sealed record PolicyCode(
    string Code,
    string System,
    string Disposition,
    string? Condition = null
);

/// <summary>A file that belongs to a policy, at its publisher's.</summary>
/// <param name="FileType">What it is, such as <c>pdf</c>.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Title">Its title.</param>
/// <param name="PageNumber">The page that matters.</param>
/// <param name="FileSizeBytes">Its size.</param>
public sealed record PolicyAttachment(
    string FileType,
    string Url,
    string? Title = null,
    int? PageNumber = null,
    long? FileSizeBytes = null
);

/// <summary>What kinds of policies there are.</summary>
internal static class PolicyTypes
{
    /// <summary>Local coverage determination of a Medicare contractor.</summary>
    public const string Lcd = "LCD";

    /// <summary>National coverage determination.</summary>
    public const string Ncd = "NCD";

    /// <summary>An article that says how to bill by a determination.</summary>
    public const string Article = "Article";

    /// <summary>The policy of another payer.</summary>
    public const string PayerPolicy = "PayerPolicy";

    /// <summary>What an organization asks of people, such as a training.</summary>
    public const string Requirement = "Requirement";

    public static readonly string[] All = [Lcd, Ncd, Article, PayerPolicy, Requirement];

    /// <summary>
    /// What Verity's clients may ask for: theirs call some policies of payers by these names, of which nothing is loaded
    /// here, so that there are none.
    /// </summary>
    public static readonly string[] AskedByVerity = [.. All, "Medical Policy", "Drug Policy"];
}

/// <summary>Whether a policy holds.</summary>
internal static class PolicyStatuses
{
    public const string Active = "active";
    public const string Retired = "retired";

    public static readonly string[] All = [Active, Retired];
}

/// <summary>The parts of a policy that criteria belong to.</summary>
internal static class PolicyParts
{
    public const string Indications = "indications";
    public const string Limitations = "limitations";
    public const string Documentation = "documentation";
    public const string Frequency = "frequency";
    public const string Other = "other";

    public static readonly string[] All =
    [
        Indications,
        Limitations,
        Documentation,
        Frequency,
        Other,
    ];
}

/// <summary>The tables that codes come from; the names are Verity's.</summary>
internal static class CodeSystems
{
    public const string Cpt = "CPT";
    public const string Hcpcs = "HCPCS";
    public const string Icd10Cm = "ICD10CM";
    public const string Icd10Pcs = "ICD10PCS";
    public const string Ndc = "NDC";
    public const string Unknown = "UNKNOWN";

    public static readonly string[] All = [Cpt, Hcpcs, Icd10Cm, Icd10Pcs, Ndc, Unknown];
}

/// <summary>What a policy says of a code; the names are Verity's.</summary>
internal static class Dispositions
{
    public const string Covered = "covered";
    public const string NotCovered = "not_covered";
    public const string Conditional = "conditional";
    public const string RequiresPriorAuthorization = "requires_pa";

    public static readonly string[] All =
    [
        Covered,
        NotCovered,
        Conditional,
        RequiresPriorAuthorization,
    ];
}

/// <summary>What a change of a policy was; the names are Verity's.</summary>
internal static class ChangeTypes
{
    public const string Created = "created";
    public const string Updated = "updated";
    public const string Retired = "retired";
    public const string CodesChanged = "codes_changed";
    public const string CriteriaChanged = "criteria_changed";
    public const string MetadataChanged = "metadata_changed";

    public static readonly string[] All =
    [
        Created,
        Updated,
        Retired,
        CodesChanged,
        CriteriaChanged,
        MetadataChanged,
    ];
}
