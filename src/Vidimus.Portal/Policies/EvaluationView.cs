using System.Text.Json.Nodes;

namespace Vidimus.Portal.Policies;

/// <summary>What a policy comes to over the facts that were entered.</summary>
/// <param name="Covered">Whether the criteria are met.</param>
/// <param name="Confidence">How sure that is, 0 to 1.</param>
/// <param name="Reasons">What it comes from.</param>
/// <param name="Matched">Criteria that are met.</param>
/// <param name="Unmatched">Criteria that are not.</param>
/// <param name="Skipped">Criteria of which it cannot be said.</param>
/// <param name="WithoutLogic">How many are stated for people only.</param>
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
