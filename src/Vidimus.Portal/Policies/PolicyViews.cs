using System.Text.Json.Nodes;

namespace Vidimus.Portal.Policies;

/// <summary>A policy in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Type">What kind of policy it is.</param>
/// <param name="Jurisdiction">The first of its jurisdictions; null where it holds everywhere.</param>
/// <param name="Payer">Who pays by it; null for nobody in particular.</param>
/// <param name="Status">Whether it holds.</param>
/// <param name="EffectiveDate">First day it holds.</param>
/// <param name="RetireDate">First day it no longer holds.</param>
/// <param name="Summary">What it is about, or what changed.</param>
/// <param name="CodeCount">How many codes it speaks of.</param>
public sealed record PolicyLine(
    string Id,
    string Title,
    string Type,
    string? Jurisdiction,
    string? Payer,
    string Status,
    string? EffectiveDate,
    string? RetireDate,
    string? Summary,
    long? CodeCount
)
{
    internal static PolicyLine Of(JsonNode? from) =>
        new(
            from.Text("policy_id") ?? "",
            from.Text("title") ?? "",
            from.Text("policy_type") ?? "",
            from.Text("jurisdiction"),
            from.Text("payer") ?? (from as JsonObject)?["payer"].Text("name"),
            from.Text("status") ?? "",
            from.Text("effective_date"),
            from.Text("retire_date"),
            from.Text("summary"),
            from.Number("code_count")
        );
}

/// <summary>A policy with everything that its pages show.</summary>
/// <param name="Line">What lists show of it.</param>
/// <param name="Version">Its publisher's name for this version.</param>
/// <param name="LastReviewed">When its publisher looked at it last.</param>
/// <param name="SourceUrl">Where it is published.</param>
/// <param name="PdfUrl">Where it is published as PDF.</param>
/// <param name="Description">What it is about, at length.</param>
/// <param name="Specialty">Fields of practice it concerns.</param>
/// <param name="Keywords">Words by which it is sought.</param>
/// <param name="Sections">Its text, in parts.</param>
/// <param name="Contractor">Who decides where it holds.</param>
/// <param name="States">The states it holds in.</param>
/// <param name="Criteria">Blocks of criteria.</param>
/// <param name="Codes">The codes.</param>
/// <param name="Attachments">Files at its publisher's.</param>
/// <param name="Versions">Steps from one version to the next.</param>
public sealed record PolicyView(
    PolicyLine Line,
    string? Version,
    string? LastReviewed,
    string? SourceUrl,
    string? PdfUrl,
    string? Description,
    IReadOnlyList<string> Specialty,
    IReadOnlyList<string> Keywords,
    IReadOnlyList<(string Name, string Text)> Sections,
    string? Contractor,
    IReadOnlyList<string> States,
    IReadOnlyList<CriterionView> Criteria,
    IReadOnlyList<CodeView> Codes,
    IReadOnlyList<(string Title, string Type, string Url)> Attachments,
    IReadOnlyList<VersionView> Versions
)
{
    internal static PolicyView Of(JsonNode from)
    {
        var sections = (from as JsonObject)?["sections"];
        var mac = (from as JsonObject)?["mac"];
        return new(
            PolicyLine.Of(from),
            from.Text("version"),
            from.Text("last_reviewed_date"),
            from.Link("source_url"),
            from.Link("pdf_url"),
            from.Text("description"),
            from.Texts("specialty"),
            from.Texts("keywords"),
            [
                .. new[]
                {
                    ("Indications", sections.Text("indications")),
                    ("Limitations", sections.Text("limitations")),
                    ("Documentation", sections.Text("documentation")),
                }
                    .Where(s => !string.IsNullOrWhiteSpace(s.Item2))
                    .Select(s => (s.Item1, s.Item2!)),
            ],
            mac.Text("name"),
            mac.Texts("states"),
            [
                .. ((from as JsonObject)?["criteria"] as JsonObject ?? [])
                    .SelectMany(s => (s.Value as JsonArray).Objects())
                    .Select(CriterionView.Of),
            ],
            [.. from.Objects("codes").Select(CodeView.Of)],
            [
                .. from.Objects("attachments")
                    .Where(a => a.Link("url") is not null)
                    .Select(a =>
                        (a.Text("title") ?? "Attachment", a.Text("file_type") ?? "", a.Link("url")!)
                    ),
            ],
            [.. from.Objects("versions").Select(VersionView.Of)]
        );
    }
}

/// <summary>A block of criteria.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Section">The part it belongs to.</param>
/// <param name="Text">What it says.</param>
/// <param name="Tags">What it is about.</param>
/// <param name="Logic">Its logic tree, or null.</param>
/// <param name="RequiresManualReview">Whether a person judges it in any case.</param>
public sealed record CriterionView(
    string Id,
    string Section,
    string Text,
    IReadOnlyList<string> Tags,
    JsonObject? Logic,
    bool RequiresManualReview
)
{
    internal static CriterionView Of(JsonObject from) =>
        new(
            from.Text("block_id") ?? from.Text("criteria_id") ?? "",
            from.Text("section") ?? "other",
            from.Text("text") ?? "",
            from.Texts("tags"),
            from["logic_ast"] as JsonObject,
            from.Yes("requires_manual_review")
        );
}

/// <summary>A code that a policy, or a change of one, speaks of.</summary>
/// <param name="Code">The code.</param>
/// <param name="System">The table it is from.</param>
/// <param name="Disposition">What is said of it.</param>
/// <param name="Before">What was said of it before, where that is something else.</param>
/// <param name="Condition">Under which condition, or null.</param>
public sealed record CodeView(
    string Code,
    string System,
    string Disposition,
    string? Before,
    string? Condition
)
{
    internal static CodeView Of(JsonObject from) =>
        new(
            from.Text("code") ?? "",
            from.Text("code_system") ?? "",
            from.Text("disposition") ?? "",
            from.Text("old_disposition"),
            from.Text("condition_reference") ?? from.Text("condition")
        );
}

/// <summary>A step from one version to the next.</summary>
/// <param name="Old">The version before.</param>
/// <param name="New">The version after.</param>
/// <param name="ChangeType">What the change was.</param>
/// <param name="Summary">What it is about, or what changed.</param>
/// <param name="Fields">Members that differ.</param>
/// <param name="At">When.</param>
public sealed record VersionView(
    string? Old,
    string? New,
    string ChangeType,
    string? Summary,
    IReadOnlyList<string> Fields,
    DateTimeOffset? At
)
{
    internal static VersionView Of(JsonObject from) =>
        new(
            from.Text("old_version"),
            from.Text("new_version"),
            from.Text("change_type") ?? "",
            from.Text("change_summary"),
            from.Texts("changed_fields"),
            from.Time("timestamp")
        );
}
