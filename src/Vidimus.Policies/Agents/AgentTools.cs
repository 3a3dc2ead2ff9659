using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Access;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Agents;

/// <summary>A tool of assistants over REST, as <c>Facts/agent-tools.json</c> describes it.</summary>
/// <param name="Id">What it is called by.</param>
/// <param name="Title">What it is called for people.</param>
/// <param name="Description">What it does and what it takes.</param>
/// <param name="Access"><c>read</c> or <c>write</c>.</param>
/// <param name="Needs">The scope of the operation it stands for.</param>
/// <param name="Endpoint">Where it is called.</param>
/// <param name="InputSchema">What it takes, as JSON Schema.</param>
/// <param name="OutputSchema">What it answers, as JSON Schema.</param>
internal sealed record AgentTool(
    string Id,
    string Title,
    string Description,
    string Access,
    string Needs,
    string Endpoint,
    JsonElement InputSchema,
    JsonElement OutputSchema
)
{
    /// <summary>The scope that lets a key do this and nothing else.</summary>
    public string Scope => Scopes.AgentTool(Id);

    /// <summary>True for one that changes something: a person has to have reviewed it.</summary>
    public bool Writes => Access == "write";

    /// <summary>Notes what the tool does not know: a misspelt member is refused, not ignored.</summary>
    public void Check(Fields fields, JsonObject arguments)
    {
        var known = InputSchema.GetProperty("properties");
        foreach (var (name, _) in arguments)
        {
            if (!known.TryGetProperty(name, out _))
                fields.Wrong(
                    name.Begin(100),
                    $"is not a member of this tool's input; it takes {string.Join(", ", known.EnumerateObject().Select(p => p.Name))}"
                );
        }
    }
}

/// <summary>The tools there are.</summary>
internal static class AgentTools
{
    public const string CheckCoverage = "check_coverage";
    public const string ValidateClaim = "validate_claim";
    public const string FindPolicies = "find_policies";
    public const string CheckUpdates = "check_updates";
    public const string AcknowledgeChange = "acknowledge_policy_change";

    private static readonly Lazy<Catalogue> Read = new(() =>
    {
        using var file = typeof(AgentTools).Assembly.GetManifestResourceStream(
            "facts/agent-tools.json"
        )!;
        return JsonSerializer.Deserialize<Catalogue>(file, VidimusJson.Snake)!;
    });

    /// <summary>Grows with every change of what tools take.</summary>
    public static string Version => Read.Value.Version;

    /// <summary>What kind of access it is, in a word.</summary>
    public static string Posture => Read.Value.Posture;

    public static IReadOnlyList<AgentTool> All => Read.Value.Tools;

    public static AgentTool? Find(string id) => All.FirstOrDefault(t => t.Id == id);

    private sealed record Catalogue(string Version, string Posture, IReadOnlyList<AgentTool> Tools);
}
