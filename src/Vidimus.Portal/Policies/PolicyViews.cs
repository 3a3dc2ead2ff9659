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

/// <summary>A change, with what was added and removed.</summary>
public sealed record ChangeView(
    long Number,
    string PolicyId,
    string Title,
    string Type,
    string? Payer,
    string? Old,
    string? New,
    string ChangeType,
    string? Summary,
    DateTimeOffset? At,
    IReadOnlyList<string> Fields,
    IReadOnlyList<CodeView> Added,
    IReadOnlyList<CodeView> Removed,
    IReadOnlyList<CodeView> Changed,
    long More,
    IReadOnlyList<(string Id, string Section, string Change)> Criteria
)
{
    /// <summary>Whether there is anything to unfold.</summary>
    public bool HasDetails => Added.Count + Removed.Count + Changed.Count + Criteria.Count > 0;

    internal static ChangeView Of(JsonObject from)
    {
        var details = from["details"];
        var (added, removed, changed) = (
            Codes(details, "added_codes"),
            Codes(details, "removed_codes"),
            Codes(details, "changed_codes")
        );
        var all =
            (details.Number("added_code_count") ?? added.Count)
            + (details.Number("removed_code_count") ?? removed.Count)
            + (details.Number("changed_code_count") ?? changed.Count);
        return new(
            from.Number("diff_id") ?? 0,
            from.Text("policy_id") ?? "",
            from.Text("policy_title") ?? "",
            from.Text("policy_type") ?? "",
            from.Text("payer_name"),
            from.Text("old_version"),
            from.Text("new_version"),
            from.Text("change_type") ?? "",
            from.Text("change_summary"),
            from.Time("changed_at"),
            details.Texts("changed_fields") is { Count: > 0 } fields
                ? fields
                : from.Texts("changed_fields"),
            added,
            removed,
            changed,
            Math.Max(0, all - added.Count - removed.Count - changed.Count),
            [
                .. details
                    .Objects("modified_criteria")
                    .Select(c =>
                        (
                            c.Text("block_id") ?? "",
                            c.Text("section") ?? "",
                            c.Text("change") ?? "modified"
                        )
                    ),
            ]
        );
    }

    // Codes are objects, or in the words of other servers texts.
    private static IReadOnlyList<CodeView> Codes(JsonNode? details, string name) =>
        details.Objects(name) is { Count: > 0 } codes
            ? [.. codes.Select(CodeView.Of)]
            : [.. details.Texts(name).Select(c => new CodeView(c, "", "", null, null))];
}

/// <summary>What is known of a code.</summary>
public sealed record CodeFacts(
    string Code,
    string System,
    bool Found,
    string? Description,
    string? Category,
    bool? Active,
    IReadOnlyList<(string Name, string Value)> Fees,
    IReadOnlyList<(
        string Id,
        string Title,
        string Type,
        string Disposition,
        string? Jurisdiction
    )> Policies,
    IReadOnlyList<(string Code, string System, string? Description)> Suggestions
)
{
    private static readonly (string Member, string Name)[] FeeNames =
    [
        ("year", "Year"),
        ("non_facility_price", "Price, office"),
        ("facility_price", "Price, facility"),
        ("total_rvu_nonfacility", "Total RVU, office"),
        ("total_rvu_facility", "Total RVU, facility"),
        ("work_rvu", "Work RVU"),
        ("conversion_factor", "Conversion factor"),
        ("global_days", "Global days"),
        ("status_code", "Status"),
    ];

    internal static CodeFacts Of(JsonNode from)
    {
        var rvu = (from as JsonObject)?["rvu"];
        return new(
            from.Text("code") ?? "",
            from.Text("code_system") ?? "",
            from.Yes("found"),
            from.Text("description") ?? from.Text("short_description"),
            from.Text("category"),
            (from as JsonObject)?["is_active"] is null ? null : from.Yes("is_active"),
            [
                .. FeeNames
                    .Select(f => (f.Name, rvu.Text(f.Member)))
                    .Where(f => f.Item2 is not null)
                    .Select(f => (f.Name, f.Item2!)),
            ],
            [
                .. from.Objects("policies")
                    .Select(p =>
                        (
                            p.Text("policy_id") ?? "",
                            p.Text("title") ?? "",
                            p.Text("policy_type") ?? "",
                            p.Text("disposition") ?? "",
                            p.Text("jurisdiction")
                        )
                    ),
            ],
            [
                .. from.Objects("suggestions")
                    .Select(s =>
                        (s.Text("code") ?? "", s.Text("code_system") ?? "", s.Text("description"))
                    ),
            ]
        );
    }
}

/// <summary>What a policy comes to over the facts that were entered.</summary>
public sealed record EvaluationView(
    bool Covered,
    decimal Confidence,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<string> Matched,
    IReadOnlyList<string> Unmatched,
    IReadOnlyList<string> Skipped,
    long WithoutLogic
)
{
    internal static EvaluationView Of(JsonNode from) =>
        new(
            from.Yes("covered"),
            decimal.TryParse(
                from.Text("confidence"),
                System.Globalization.CultureInfo.InvariantCulture,
                out var sure
            )
                ? sure
                : 0,
            from.Texts("reasons"),
            from.Texts("matched_criteria"),
            from.Texts("unmatched_criteria"),
            from.Texts("skipped_criteria"),
            from.Number("blocks_without_ast") ?? 0
        );
}
