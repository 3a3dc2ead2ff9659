using System.Text.Json.Nodes;

namespace Vidimus.Tests.Mcp.Tools;

/// <summary>
/// Compares two states of the catalogue. What was accepted must still be accepted, and what was answered must still be
/// answered; everything else may come.
/// </summary>
internal static class GrowsOnly
{
    private static readonly string[] Same = ["scope", "effect"];
    private static readonly string[] Upper = ["maxLength", "maximum", "maxItems", "maxProperties"];
    private static readonly string[] Lower = ["minLength", "minimum", "minItems"];

    public static List<string> Narrowed(JsonArray before, JsonArray after)
    {
        var found = new List<string>();
        foreach (var tool in before)
        {
            var name = (string)tool!["name"]!;
            if (after.FirstOrDefault(t => (string)t!["name"]! == name) is not { } now)
            {
                found.Add($"{name} is gone");
                continue;
            }
            foreach (var member in Same.Where(m => !JsonNode.DeepEquals(tool[m], now[m])))
                found.Add($"{name}: {member} changed");
            foreach (var set in Words(tool["toolsets"]).Except(Words(now["toolsets"])))
                found.Add($"{name} left toolset {set}");
            foreach (var way in Words(tool["exactlyOne"]).Except(Words(now["exactlyOne"])))
                found.Add($"{name} no longer takes {way} alone");
            if (Words(tool["exactlyOne"]).Length == 0 && Words(now["exactlyOne"]).Length > 0)
                found.Add($"{name} asks for one of several arguments");
            Input(tool["input"]!, now["input"]!, $"{name} input", found);
            Output(tool["output"]!, now["output"]!, $"{name} output", found);
        }
        return found;
    }

    private static void Input(JsonNode before, JsonNode now, string at, List<string> found)
    {
        Kind(before, now, at, found, Input);
        foreach (
            var limit in Upper.Where(l => Limit(now, l) < (Limit(before, l) ?? double.MaxValue))
        )
            found.Add($"{at}: {limit} is smaller");
        foreach (
            var limit in Lower.Where(l => Limit(now, l) > (Limit(before, l) ?? double.MinValue))
        )
            found.Add($"{at}: {limit} is larger");
        foreach (var keyword in new[] { "pattern", "format", "const", "uniqueItems" })
        {
            if (now[keyword] is not null && !JsonNode.DeepEquals(before[keyword], now[keyword]))
                found.Add($"{at}: {keyword} changed");
        }
        if (now["enum"] is not null)
        {
            if (before["enum"] is null)
                found.Add($"{at}: only some words are taken");
            foreach (var word in Words(before["enum"]).Except(Words(now["enum"])))
                found.Add($"{at}: {word} is no longer taken");
        }
        foreach (var name in Words(now["required"]).Except(Words(before["required"])))
            found.Add($"{at}.{name} is needed");
        if (now["additionalProperties"] is not null && before["additionalProperties"] is null)
            found.Add($"{at}: other members are no longer taken");
    }

    private static void Output(JsonNode before, JsonNode now, string at, List<string> found)
    {
        Kind(before, now, at, found, Output);
        foreach (var name in Words(before["required"]).Except(Words(now["required"])))
            found.Add($"{at}.{name} may be missing");
    }

    private static void Kind(
        JsonNode before,
        JsonNode now,
        string at,
        List<string> found,
        Action<JsonNode, JsonNode, string, List<string>> inside
    )
    {
        if (!JsonNode.DeepEquals(before["type"], now["type"]))
            found.Add($"{at}: another type");
        foreach (var (name, member) in before["properties"]?.AsObject() ?? [])
        {
            if (now["properties"]?[name] is { } still)
                inside(member!, still, $"{at}.{name}", found);
            else
                found.Add($"{at}.{name} is gone");
        }
        if (before["items"] is { } items)
            inside(items, now["items"]!, $"{at}[]", found);
        foreach (var kind in before["oneOf"]?.AsArray() ?? [])
        {
            var still = now["oneOf"]
                ?.AsArray()
                .FirstOrDefault(k => JsonNode.DeepEquals(k!["type"], kind!["type"]));
            if (still is null)
                found.Add($"{at}: {kind!["type"]} is no longer a kind of it");
            else
                inside(kind!, still, at, found);
        }
    }

    private static double? Limit(JsonNode schema, string keyword) =>
        schema[keyword] is { } limit
            ? double.Parse(limit.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)
            : null;

    private static string[] Words(JsonNode? list) =>
        list is null ? [] : [.. list.AsArray().Select(w => w!.ToString())];
}
