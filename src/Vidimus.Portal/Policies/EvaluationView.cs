using System.Text.Json.Nodes;

namespace Vidimus.Portal.Policies;

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
