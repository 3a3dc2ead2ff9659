using System.Text.Json.Nodes;

namespace Vidimus.Portal.Policies;

/// <summary>A change, with what was added and removed.</summary>
/// <param name="Number">Its number.</param>
/// <param name="PolicyId">The policy that changed.</param>
/// <param name="Title">Its title.</param>
/// <param name="Type">What kind of policy it is.</param>
/// <param name="Payer">Who pays by it; null for nobody in particular.</param>
/// <param name="Old">The version before.</param>
/// <param name="New">The version after.</param>
/// <param name="ChangeType">What the change was.</param>
/// <param name="Summary">What it is about, or what changed.</param>
/// <param name="At">When.</param>
/// <param name="Fields">Members that differ.</param>
/// <param name="Added">Codes that are new.</param>
/// <param name="Removed">Codes that are gone.</param>
/// <param name="Changed">Codes of which something else is said.</param>
/// <param name="More">How many codes more than are listed.</param>
/// <param name="Criteria">Blocks of criteria.</param>
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
