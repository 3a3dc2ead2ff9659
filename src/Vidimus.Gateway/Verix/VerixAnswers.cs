using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Tools;
using Vidimus.Tools.Answers;

namespace Vidimus.Gateway;

/// <summary>Takes out of a tool's answer what our contract always has and Verix does not tell, so that nothing is made up.</summary>
internal static class VerixAnswers
{
    private static readonly string[] UntoldOfCredentials = ["createdAt", "updatedAt"];
    private static readonly string[] UntoldOfGroups = ["updatedAt"];

    public static ToolAnswer Honest(ToolAnswer answer)
    {
        if (answer.Structured is not { ValueKind: JsonValueKind.Object } structured)
            return answer;
        var json = JsonObject.Create(structured)!;
        Strip(json["credential"], UntoldOfCredentials);
        Strip(json["credentials"], UntoldOfCredentials);
        Strip(json["group"], UntoldOfGroups);
        Strip(json["groups"], UntoldOfGroups);
        return answer with
        {
            Structured = JsonSerializer.SerializeToElement(json),
            Text = Written.Text(json),
        };
    }

    private static void Strip(JsonNode? node, string[] members)
    {
        if (node is JsonArray list)
            foreach (var item in list)
                Strip(item, members);
        if (node is JsonObject json)
            foreach (var member in members)
                json.Remove(member);
    }
}
