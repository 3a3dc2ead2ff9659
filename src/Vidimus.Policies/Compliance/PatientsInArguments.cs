using System.Text.Json;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;

namespace Vidimus.Policies.Compliance;

/// <summary>
/// Identifiers of patients are refused before an approval would keep them: in what is acknowledged, and in what is said to
/// research and evaluation. On whatever way it comes, tools of assistants included.
/// </summary>
internal sealed class PatientsInArguments : IUnkeptArguments
{
    private static readonly HashSet<string> Reads =
    [
        "startResearch",
        "verityStartResearch",
        "evaluatePolicy",
        "verityEvaluateCoverage",
    ];

    public Problem? Refusal(string scope, IReadOnlyCollection<string> names, string arguments) =>
        (scope == Scopes.ComplianceAck || names.Any(Reads.Contains))
        && arguments.Length > 0
        && Holds(arguments)
            ? new(PoliciesProblems.PatientIdentifiers)
            : null;

    private static bool Holds(string arguments)
    {
        try
        {
            using var json = JsonDocument.Parse(arguments);
            return Holds(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return PatientText.Holds(arguments);
        }
    }

    private static bool Holds(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value
                .EnumerateObject()
                .Any(m => PatientText.Holds(m.Name) || Holds(m.Value)),
            JsonValueKind.Array => value.EnumerateArray().Any(Holds),
            JsonValueKind.String => PatientText.Holds(value.GetString()),
            _ => false,
        };
}
