using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>A policy in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Type"><c>LCD</c>, <c>NCD</c>, <c>Article</c>, <c>PayerPolicy</c> or <c>Requirement</c>.</param>
/// <param name="Jurisdiction">The first of its jurisdictions; null for a policy that holds everywhere.</param>
/// <param name="Payer">Who pays by it; null for none in particular.</param>
/// <param name="Status"><c>active</c> or <c>retired</c>.</param>
/// <param name="EffectiveDate">First day it holds.</param>
/// <param name="RetireDate">First day it no longer holds.</param>
/// <param name="LastReviewedDate">When its publisher looked at it last.</param>
/// <param name="Version">Its publisher's name for this version.</param>
/// <param name="SourceUrl">Where it is published.</param>
/// <param name="Summary">What it is about.</param>
/// <param name="CodeCount">How many codes it speaks of.</param>
/// <param name="CriteriaCount">How many blocks of criteria it has.</param>
/// <param name="Sample">True for a made-up policy.</param>
/// <param name="Edition">Which version of it this is, counted here from 1.</param>
/// <param name="Library">True for a policy of the installation's library; false for one of the caller's organization.</param>
/// <param name="CreatedAt">When it came to this server.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="Codes">Its codes, where they were asked for; in lists the first 200.</param>
public sealed record PolicySummary(
    string Id,
    string Title,
    string Type,
    string? Jurisdiction,
    PolicyPayer? Payer,
    string Status,
    string? EffectiveDate,
    string? RetireDate,
    string? LastReviewedDate,
    string? Version,
    string? SourceUrl,
    string? Summary,
    int CodeCount,
    int CriteriaCount,
    bool Sample,
    int Edition,
    bool Library,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<PolicyCode>? Codes = null
);

/// <summary>A policy with everything that was asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Type"><c>LCD</c>, <c>NCD</c>, <c>Article</c>, <c>PayerPolicy</c> or <c>Requirement</c>.</param>
/// <param name="Jurisdictions">All its jurisdictions; none for a policy that holds everywhere.</param>
/// <param name="Payer">Who pays by it; null for none in particular.</param>
/// <param name="Status"><c>active</c> or <c>retired</c>.</param>
/// <param name="EffectiveDate">First day it holds.</param>
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
/// <param name="Documentation">What has to be documented.</param>
/// <param name="CodeCount">How many codes it speaks of.</param>
/// <param name="CriteriaCount">How many blocks of criteria it has.</param>
/// <param name="Sample">True for a made-up policy.</param>
/// <param name="Edition">Which version of it this is, counted here from 1.</param>
/// <param name="Digest">SHA-256 of the canonical document of this edition.</param>
/// <param name="Library">True for a policy of the installation's library.</param>
/// <param name="CreatedAt">When it came to this server.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="Contractor">Who decides by it, where its first jurisdiction is known.</param>
/// <param name="Criteria">With <c>include=criteria</c>: its blocks.</param>
/// <param name="Codes">With <c>include=codes</c>: its codes.</param>
/// <param name="Attachments">With <c>include=attachments</c>: files that belong to it, at their publisher's.</param>
/// <param name="Versions">With <c>include=versions</c>: its last 100 changes, newest first.</param>
public sealed record PolicyDetail(
    string Id,
    string Title,
    string Type,
    IReadOnlyList<string> Jurisdictions,
    PolicyPayer? Payer,
    string Status,
    string? EffectiveDate,
    string? RetireDate,
    string? LastReviewedDate,
    string? Version,
    string? SourceUrl,
    string? PdfUrl,
    string? Summary,
    string? Description,
    IReadOnlyList<string> Specialty,
    IReadOnlyList<string> Keywords,
    PolicySections? Sections,
    IReadOnlyList<string> Documentation,
    int CodeCount,
    int CriteriaCount,
    bool Sample,
    int Edition,
    string Digest,
    bool Library,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    PolicyContractor? Contractor,
    IReadOnlyList<PolicyCriterion>? Criteria = null,
    IReadOnlyList<PolicyCode>? Codes = null,
    IReadOnlyList<PolicyAttachment>? Attachments = null,
    IReadOnlyList<PolicyChange>? Versions = null
);

/// <summary>The contractor that decides in a jurisdiction.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Code">Its code.</param>
/// <param name="Jurisdiction">The jurisdiction's code.</param>
/// <param name="JurisdictionName">The jurisdiction's name.</param>
/// <param name="States">Two-letter codes of its states and territories.</param>
public sealed record PolicyContractor(
    string Name,
    string? Code,
    string Jurisdiction,
    string? JurisdictionName,
    IReadOnlyList<string> States
);

/// <summary>From rows to what is answered.</summary>
internal static class PolicyShapes
{
    public static PolicySummary Summary(
        PolicyRow row,
        string[] owners,
        IReadOnlyList<PolicyCode>? codes = null
    ) =>
        new(
            row.Id,
            row.Title,
            row.Type,
            row.Jurisdiction,
            Payer(row),
            row.Status,
            row.EffectiveDate,
            row.RetireDate,
            row.LastReviewedDate,
            row.VersionLabel,
            row.SourceUrl,
            row.Summary,
            row.CodeCount,
            row.CriteriaCount,
            row.Sample,
            row.Edition,
            IsLibrary(row, owners),
            row.CreatedAt,
            row.UpdatedAt,
            codes
        );

    public static bool IsLibrary(PolicyRow row, string[] owners) => row.OrganizationId != owners[0];

    public static PolicyPayer? Payer(PolicyRow row) =>
        row.PayerName is null ? null : new(row.PayerName, row.PayerCode, row.PayerType);

    public static PolicyCode Code(PolicyCodeRow row) =>
        new(CodeText.Shown(row.System, row.Code), row.System, row.Disposition, row.Condition);

    /// <summary>A document's code as people write it.</summary>
    public static PolicyCode Code(PolicyCode code) =>
        CodeText.Normal(code.Code, code.System) is { } kept
            ? code with
            {
                Code = CodeText.Shown(code.System, kept),
            }
            : code;
}
