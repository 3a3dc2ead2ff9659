using System.Text.Json.Nodes;

namespace Vidimus.Portal.Policies;

/// <summary>A policy in a list.</summary>
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
