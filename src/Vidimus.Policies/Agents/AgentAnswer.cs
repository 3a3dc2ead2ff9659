using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Platform.Json;

namespace Vidimus.Policies.Agents;

/// <summary>The answer of a tool.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Data">What it answers; see the tool's output schema.</param>
/// <param name="Meta">Which call it was.</param>
public sealed record VerityAgentAnswer(bool Success, JsonObject Data, VerityAgentMeta Meta);

/// <summary>Which call it was, and how it stood with the approval.</summary>
/// <param name="RequestId">Id of the request.</param>
/// <param name="Timestamp">When it was answered.</param>
/// <param name="Tool">The tool.</param>
/// <param name="ActorType"><c>agent</c>, <c>api_client</c> or <c>human</c>.</param>
/// <param name="ActorName">What the assistant calls itself.</param>
/// <param name="ApprovalStatus"><c>not_required</c>, <c>required</c>, <c>approved</c> or <c>rejected</c>.</param>
public sealed record VerityAgentMeta(
    string RequestId,
    DateTimeOffset Timestamp,
    string Tool,
    string ActorType,
    string? ActorName,
    string ApprovalStatus
);

/// <summary>
/// What a tool answers, made from what the operation answers: all of it, or the members that matter with the first of each
/// list. What was left out is said in <c>result_window</c>, so that nobody takes a part for the whole.
/// </summary>
internal sealed class AgentAnswer(bool detailed)
{
    private const int MostConcise = 5;
    private const int MostDetailed = 100;
    private readonly JsonObject _lists = [];

    public bool Detailed => detailed;

    /// <summary>Only these members, unless all are wanted.</summary>
    public JsonObject Of<T>(T value, params string[] concise)
    {
        var all = JsonSerializer.SerializeToNode(value, VidimusJson.Snake)!.AsObject();
        return detailed ? all : Only(all, concise);
    }

    /// <summary>The first of a list.</summary>
    public void Cut(JsonObject data, string list)
    {
        if (data[list] is not JsonArray items)
            return;
        var most = detailed ? MostDetailed : MostConcise;
        var total = items.Count;
        while (items.Count > most)
            items.RemoveAt(items.Count - 1);
        if (total > most)
            _lists[list] = new JsonObject { ["returned"] = items.Count, ["total"] = total };
    }

    /// <summary>Only these members of each of a list, unless all are wanted.</summary>
    public void Slim(JsonObject data, string list, params string[] concise)
    {
        if (detailed || data[list] is not JsonArray items)
            return;
        for (var i = 0; i < items.Count; i++)
            items[i] = Only(items[i]!.AsObject(), concise);
    }

    /// <summary>The answer with its window: what was left out, and where a list goes on.</summary>
    public JsonObject Close(JsonObject data, string? nextCursor = null)
    {
        data["result_window"] =
            _lists.Count == 0 && nextCursor is null
                ? null
                : new JsonObject
                {
                    ["partial"] = true,
                    ["lists"] = _lists,
                    ["next_cursor"] = nextCursor,
                };
        return data;
    }

    private static JsonObject Only(JsonObject all, string[] names)
    {
        var some = new JsonObject();
        foreach (var name in names)
        {
            if (all.TryGetPropertyValue(name, out var member))
                some[name] = member?.DeepClone();
        }
        return some;
    }
}
