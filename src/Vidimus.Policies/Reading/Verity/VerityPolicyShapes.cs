using System.Text.Json;
using System.Text.Json.Serialization;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading.Verity;

/// <summary>A policy in a list, as Verity's clients read it.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">Its type.</param>
/// <param name="Jurisdiction">The first of its jurisdictions; null for one that holds everywhere.</param>
/// <param name="EffectiveDate">First day it holds.</param>
/// <param name="RetireDate">First day it no longer holds.</param>
/// <param name="Status"><c>active</c> or <c>retired</c>.</param>
/// <param name="SourceUrl">Where it is published.</param>
/// <param name="Payer">Who pays by it.</param>
/// <param name="Summary">What it is about.</param>
/// <param name="Codes">With <c>include=codes</c>: its first 200 codes.</param>
/// <param name="CodeCount">How many codes it speaks of.</param>
public sealed record VerityPolicyListItem(
    string PolicyId,
    string Title,
    string PolicyType,
    string? Jurisdiction,
    string? EffectiveDate,
    string? RetireDate,
    string Status,
    string? SourceUrl,
    VerityPayer? Payer,
    string? Summary,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<VerityPolicyCode>? Codes,
    int CodeCount
);

/// <summary>A code of a policy.</summary>
/// <param name="Code">The code.</param>
/// <param name="CodeSystem">The table it is from.</param>
/// <param name="Disposition">What the policy says of it.</param>
public sealed record VerityPolicyCode(string Code, string CodeSystem, string Disposition);

/// <summary>Who pays by a policy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Code">A short code for it.</param>
/// <param name="Type">What it is.</param>
public sealed record VerityPayer(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type
);

/// <summary>The contractor that decides by a policy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Code">Its code.</param>
/// <param name="JurisdictionName">The jurisdiction's name.</param>
/// <param name="States">Its states.</param>
public sealed record VerityMac(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? JurisdictionName,
    IReadOnlyList<string> States
);

/// <summary>A policy, as Verity's clients read it.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">Its type.</param>
/// <param name="Jurisdiction">The first of its jurisdictions.</param>
/// <param name="EffectiveDate">First day it holds.</param>
/// <param name="RetireDate">First day it no longer holds.</param>
/// <param name="Status"><c>active</c> or <c>retired</c>.</param>
/// <param name="SourceUrl">Where it is published.</param>
/// <param name="Summary">What it is about, in a paragraph.</param>
/// <param name="Codes">With <c>include=codes</c>: its codes.</param>
/// <param name="CodeCount">How many codes it speaks of.</param>
/// <param name="LastReviewedDate">When its publisher looked at it last.</param>
/// <param name="Version">Its publisher's name for this version.</param>
/// <param name="PdfUrl">Where it is published as PDF.</param>
/// <param name="Description">What it is about, at length.</param>
/// <param name="Specialty">Fields of practice it concerns.</param>
/// <param name="Keywords">Words by which it is sought.</param>
/// <param name="CreatedAt">When it came to this server.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="Sections">Its text, in parts.</param>
/// <param name="Mac">Who decides by it.</param>
/// <param name="Payer">Who pays by it.</param>
/// <param name="Criteria">With <c>include=criteria</c>: its blocks by section.</param>
/// <param name="CriteriaCount">How many blocks it has.</param>
/// <param name="Attachments">With <c>include=attachments</c>: its files.</param>
/// <param name="Versions">With <c>include=versions</c>: its last changes.</param>
public sealed record VerityPolicyDetail(
    string PolicyId,
    string Title,
    string PolicyType,
    string? Jurisdiction,
    string? EffectiveDate,
    string? RetireDate,
    string Status,
    string? SourceUrl,
    string? Summary,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<VerityPolicyCode>? Codes,
    int CodeCount,
    string? LastReviewedDate,
    string? Version,
    string? PdfUrl,
    string? Description,
    IReadOnlyList<string> Specialty,
    IReadOnlyList<string> Keywords,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        VeritySections? Sections,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VerityMac? Mac,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VerityPayer? Payer,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyDictionary<string, IReadOnlyList<VerityCriteriaBlock>>? Criteria,
    int CriteriaCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<VerityAttachment>? Attachments,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<VerityPolicyVersion>? Versions
);

/// <summary>A policy's text, in parts.</summary>
/// <param name="Indications">When it is met.</param>
/// <param name="Limitations">When it is not.</param>
/// <param name="Documentation">What has to be documented.</param>
public sealed record VeritySections(
    string? Indications,
    string? Limitations,
    string? Documentation
);

/// <summary>A file that belongs to a policy.</summary>
/// <param name="FileType">What it is.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Title">Its title.</param>
/// <param name="PageNumber">The page that matters.</param>
/// <param name="FileSizeBytes">Its size.</param>
public sealed record VerityAttachment(
    string FileType,
    string Url,
    string? Title,
    int? PageNumber,
    long? FileSizeBytes
);

/// <summary>How a version of a policy came about.</summary>
/// <param name="OldVersion">The one before; the publisher's name, or the number of the edition.</param>
/// <param name="NewVersion">The one after.</param>
/// <param name="ChangeType">What kind of change it was.</param>
/// <param name="ChangeSummary">What changed.</param>
/// <param name="ChangedFields">Members that differ.</param>
/// <param name="Timestamp">When.</param>
public sealed record VerityPolicyVersion(
    string? OldVersion,
    string? NewVersion,
    string ChangeType,
    string? ChangeSummary,
    IReadOnlyList<string> ChangedFields,
    DateTimeOffset Timestamp
);

/// <summary>A block of criteria.</summary>
/// <param name="BlockId">Its id within the policy.</param>
/// <param name="CriteriaId">Its id everywhere: the policy's id, a colon, and its own.</param>
/// <param name="Text">What it says.</param>
/// <param name="LogicAst">Its logic tree.</param>
/// <param name="Tags">What it is about.</param>
/// <param name="RequiresManualReview">True when a person has to judge it in any case.</param>
/// <param name="ConfidenceScore">How sure it is that the tree says what the text says.</param>
/// <param name="Section">The part of the policy.</param>
/// <param name="Policy">The policy.</param>
/// <param name="PolicyId">Its id; this and what follows once more, since some clients look for it here.</param>
/// <param name="PolicyTitle">Its title.</param>
/// <param name="PolicyType">Its type.</param>
/// <param name="Jurisdiction">The first of its jurisdictions.</param>
/// <param name="EffectiveDate">First day it holds.</param>
public sealed record VerityCriteriaBlock(
    string? BlockId,
    string? CriteriaId,
    string Text,
    JsonElement? LogicAst,
    IReadOnlyList<string> Tags,
    bool RequiresManualReview,
    double ConfidenceScore,
    string Section,
    VerityFoundPolicy Policy,
    string PolicyId,
    string PolicyTitle,
    string PolicyType,
    string? Jurisdiction,
    string? EffectiveDate
);

/// <summary>The policy that something was found in.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">Its type.</param>
/// <param name="Jurisdiction">The first of its jurisdictions.</param>
/// <param name="EffectiveDate">First day it holds.</param>
public sealed record VerityFoundPolicy(
    string PolicyId,
    string Title,
    string PolicyType,
    string? Jurisdiction,
    string? EffectiveDate
);

/// <summary>A change of a policy.</summary>
/// <param name="DiffId">Its number.</param>
/// <param name="PolicyId">The policy's id.</param>
/// <param name="PolicyTitle">Its title.</param>
/// <param name="PolicyType">Its type.</param>
/// <param name="PayerName">Who pays by it.</param>
/// <param name="OldVersion">The version before; null for a policy that is new.</param>
/// <param name="NewVersion">The version after.</param>
/// <param name="ChangeType">What kind of change it was.</param>
/// <param name="ChangeSummary">What changed, in a sentence.</param>
/// <param name="ChangedFields">Members that differ.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Details">What changed, member by member.</param>
/// <param name="Timestamp">When, once more: some clients look for it under this name.</param>
public sealed record VerityPolicyChange(
    long DiffId,
    string PolicyId,
    string? PolicyTitle,
    string? PolicyType,
    string? PayerName,
    string? OldVersion,
    string? NewVersion,
    string ChangeType,
    string? ChangeSummary,
    IReadOnlyList<string> ChangedFields,
    DateTimeOffset ChangedAt,
    VerityChangeDetails? Details,
    DateTimeOffset Timestamp
);

/// <summary>What changed, member by member.</summary>
/// <param name="ChangedFields">Members that differ.</param>
/// <param name="AddedCodes">Codes that are new.</param>
/// <param name="RemovedCodes">Codes that are gone.</param>
/// <param name="ModifiedCriteria">Blocks that are new, gone or different.</param>
/// <param name="ChangedCodes">Codes of which something else is said now.</param>
public sealed record VerityChangeDetails(
    IReadOnlyList<string> ChangedFields,
    IReadOnlyList<VerityChangedCode> AddedCodes,
    IReadOnlyList<VerityChangedCode> RemovedCodes,
    IReadOnlyList<VerityChangedCriterion> ModifiedCriteria,
    IReadOnlyList<VerityChangedCode> ChangedCodes
);

/// <summary>A code in a change.</summary>
/// <param name="Code">The code.</param>
/// <param name="CodeSystem">The table it is from.</param>
/// <param name="Disposition">What is said of it; of one that is gone, what was.</param>
/// <param name="OldDisposition">What was said before, where that is something else.</param>
public sealed record VerityChangedCode(
    string Code,
    string CodeSystem,
    string Disposition,
    string? OldDisposition
);

/// <summary>A block of criteria in a change.</summary>
/// <param name="BlockId">Its id within the policy.</param>
/// <param name="Section">The part of the policy.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>modified</c>.</param>
public sealed record VerityChangedCriterion(string BlockId, string Section, string Change);

/// <summary>From the native shapes to Verity's.</summary>
internal static class VerityPolicies
{
    public const string Tag = "Verity policies";

    public static VerityPolicyListItem Item(PolicyRow row, IReadOnlyList<PolicyCode>? codes) =>
        new(
            row.Id,
            row.Title,
            row.Type,
            row.Jurisdiction,
            row.EffectiveDate,
            row.RetireDate,
            row.Status,
            row.SourceUrl,
            Payer(PolicyShapes.Payer(row)),
            row.Summary,
            codes is null ? null : [.. codes.Select(Code)],
            row.CodeCount
        );

    public static VerityPayer? Payer(PolicyPayer? payer) =>
        payer is null ? null : new(payer.Name, payer.Code, payer.Type);

    public static VerityPolicyCode Code(PolicyCode code) =>
        new(code.Code, code.System, code.Disposition);

    public static VerityPolicyDetail Detail(ReadPolicy read)
    {
        var (row, document) = (read.Row, read.Document);
        return new(
            row.Id,
            row.Title,
            row.Type,
            row.Jurisdiction,
            row.EffectiveDate,
            row.RetireDate,
            row.Status,
            row.SourceUrl,
            row.Summary,
            read.Part("codes", () => document.Codes?.Select(c => Code(PolicyShapes.Code(c)))),
            row.CodeCount,
            row.LastReviewedDate,
            row.VersionLabel,
            document.PdfUrl,
            document.Description,
            document.Specialty ?? [],
            document.Keywords ?? [],
            row.CreatedAt,
            row.UpdatedAt,
            document.Sections is { } s ? new(s.Indications, s.Limitations, s.Documentation) : null,
            read.Contractor is { } c ? new(c.Name, c.Code, c.JurisdictionName, c.States) : null,
            Payer(PolicyShapes.Payer(row)),
            read.Include.Contains("criteria") ? Criteria(read) : null,
            row.CriteriaCount,
            read.Part(
                "attachments",
                () =>
                    document.Attachments?.Select(a => new VerityAttachment(
                        a.FileType,
                        a.Url,
                        a.Title,
                        a.PageNumber,
                        a.FileSizeBytes
                    ))
            ),
            read.Changes is null ? null : [.. read.Changes.Select(Version)]
        );
    }

    private static Dictionary<string, IReadOnlyList<VerityCriteriaBlock>> Criteria(
        ReadPolicy read
    ) =>
        PolicyParts
            .All.Select(part =>
                (
                    part,
                    Blocks: (read.Document.Criteria ?? [])
                        .Where(c => c.Section == part)
                        .Select(c => Block(c, FoundPolicy.Of(read.Row)))
                        .ToArray()
                )
            )
            .Where(p => p.Blocks.Length > 0)
            .ToDictionary(
                p => p.part,
                IReadOnlyList<VerityCriteriaBlock> (p) => p.Blocks,
                StringComparer.Ordinal
            );

    private static VerityCriteriaBlock Block(PolicyCriterion block, FoundPolicy policy) =>
        Block(
            new(
                block.Id ?? "",
                block.Section,
                block.Text,
                block.Tags ?? [],
                block.Logic,
                block.RequiresManualReview,
                block.Confidence,
                policy
            )
        );

    public static VerityCriteriaBlock Block(FoundCriterion block) =>
        new(
            block.Id,
            $"{block.Policy.Id}:{block.Id}",
            block.Text,
            block.Logic,
            block.Tags,
            block.RequiresManualReview,
            block.Confidence,
            block.Section,
            new(
                block.Policy.Id,
                block.Policy.Title,
                block.Policy.Type,
                block.Policy.Jurisdiction,
                block.Policy.EffectiveDate
            ),
            block.Policy.Id,
            block.Policy.Title,
            block.Policy.Type,
            block.Policy.Jurisdiction,
            block.Policy.EffectiveDate
        );

    private static VerityPolicyVersion Version(PolicyChange change) =>
        new(
            Named(change.OldVersion, change.OldEdition),
            Named(change.NewVersion, change.NewEdition),
            change.ChangeType,
            change.Summary,
            change.Details.ChangedFields,
            change.ChangedAt
        );

    public static VerityPolicyChange Change(PolicyChange change) =>
        new(
            change.Id,
            change.PolicyId,
            change.PolicyTitle,
            change.PolicyType,
            change.PayerName,
            Named(change.OldVersion, change.OldEdition),
            Named(change.NewVersion, change.NewEdition),
            change.ChangeType,
            change.Summary,
            change.Details.ChangedFields,
            change.ChangedAt,
            new(
                change.Details.ChangedFields,
                [.. change.Details.AddedCodes.Select(Code)],
                [.. change.Details.RemovedCodes.Select(Code)],
                [
                    .. change.Details.ModifiedCriteria.Select(c => new VerityChangedCriterion(
                        c.Id,
                        c.Section,
                        c.Change
                    )),
                ],
                [.. change.Details.ChangedCodes.Select(Code)]
            ),
            change.ChangedAt
        );

    private static VerityChangedCode Code(PolicyCodeChange code) =>
        new(code.Code, code.System, code.Disposition, code.OldDisposition);

    private static string? Named(string? version, int edition) =>
        version ?? (edition == 0 ? null : $"{edition}");
}
