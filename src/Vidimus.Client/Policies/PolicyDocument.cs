using System.Text.Json;

namespace Vidimus.Client;

/// <summary>A policy as its publisher states it: what is written and imported, and what a version keeps.</summary>
/// <param name="Id">Its publisher's id, such as <c>L12345</c>; null for one that is to get an id of the server's, <c>pol_…</c>.</param>
/// <param name="Title">Its title, up to 500 characters.</param>
/// <param name="Type"><c>LCD</c>, <c>NCD</c>, <c>Article</c>, <c>PayerPolicy</c> or <c>Requirement</c>.</param>
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
    string Status = "active",
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
) : IChecked
{
    void IChecked.Check(Checker check) => check.Filled(Title, "title");
}

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
/// <param name="Id">Its id within the policy; null to have its place make one.</param>
/// <param name="Section"><c>indications</c>, <c>limitations</c>, <c>documentation</c>, <c>frequency</c> or <c>other</c>.</param>
/// <param name="Text">What it says.</param>
/// <param name="Tags">What it is about.</param>
/// <param name="Logic">The logic tree.</param>
/// <param name="RequiresManualReview">True when a person has to judge it in any case.</param>
/// <param name="Confidence">How sure it is that the tree says what the text says, 0 to 1.</param>
public sealed record PolicyCriterion(
    string? Id,
    string Section,
    string Text,
    IReadOnlyList<string>? Tags = null,
    JsonElement? Logic = null,
    bool RequiresManualReview = false,
    double Confidence = 1
);

/// <summary>A code that a policy speaks of.</summary>
/// <param name="Code">The code, as it is written.</param>
/// <param name="System"><c>CPT</c>, <c>HCPCS</c>, <c>ICD10CM</c>, <c>ICD10PCS</c>, <c>NDC</c> or <c>UNKNOWN</c>.</param>
/// <param name="Disposition"><c>covered</c>, <c>not_covered</c>, <c>conditional</c> or <c>requires_pa</c>.</param>
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
