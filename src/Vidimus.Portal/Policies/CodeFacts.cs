using System.Text.Json.Nodes;

namespace Vidimus.Portal.Policies;

/// <summary>What is known of a code.</summary>
/// <param name="Code">The code.</param>
/// <param name="System">The table it is from.</param>
/// <param name="Found">Whether the code table has it.</param>
/// <param name="Description">What it is about, at length.</param>
/// <param name="Category">Its category.</param>
/// <param name="Active">Whether it can be billed; null where that is not known.</param>
/// <param name="Fees">Its line of the fee schedule.</param>
/// <param name="Policies">Policies that speak of it.</param>
/// <param name="Suggestions">Codes like it.</param>
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
