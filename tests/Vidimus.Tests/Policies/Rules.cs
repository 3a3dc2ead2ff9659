using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Policies;

/// <summary>Made-up policies with logic trees, as tests of evaluating need them.</summary>
internal static class Rules
{
    public static JsonObject Block(
        string text,
        string? logic,
        string section = "indications",
        double confidence = 1,
        bool manual = false
    ) =>
        new()
        {
            ["section"] = section,
            ["text"] = text,
            ["logic"] = logic is null ? null : JsonNode.Parse(logic),
            ["confidence"] = confidence,
            ["requiresManualReview"] = manual,
        };

    public static JsonObject Policy(string id, params JsonObject[] blocks) =>
        new()
        {
            ["id"] = id,
            ["title"] = $"Example requirement {id}",
            ["type"] = "Requirement",
            ["criteria"] = new JsonArray([.. blocks.Select(b => (JsonNode)b)]),
        };

    /// <summary>Writes a policy; answers its id.</summary>
    public static async Task<string> Write(this Issuer issuer, JsonObject policy)
    {
        var id = (string)policy["id"]!;
        var answer = await issuer.App.Send(
            HttpMethod.Put,
            $"/v1/policies/{id}",
            issuer.Live.Secret,
            policy.ToJsonString()
        );
        answer.Status.ShouldBeOneOf(200, 201);
        return id;
    }

    /// <summary>Writes a policy of one indication.</summary>
    public static Task<string> Write(this Issuer issuer, string id, string logic) =>
        issuer.Write(Policy(id, Block("What is asked for.", logic)));

    public static Task<Answer> Evaluate(
        this Issuer issuer,
        string id,
        string parameters = "{}",
        string more = ""
    ) =>
        issuer.App.Post(
            $"/v1/policies/{id}/evaluate",
            issuer.Live.Secret,
            $$"""{"parameters":{{parameters}}{{more}}}"""
        );

    /// <summary>Outcomes of the blocks, in order.</summary>
    public static string[] Outcomes(this Answer evaluation) =>
        [
            .. evaluation
                .Should(200)
                .Json.GetProperty("blocks")
                .EnumerateArray()
                .Select(b => b.GetProperty("outcome").GetString()!),
        ];

    public static string[] Texts(this JsonElement list) =>
        [.. list.EnumerateArray().Select(t => t.GetString()!)];
}
