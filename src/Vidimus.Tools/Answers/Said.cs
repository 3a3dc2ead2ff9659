using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Tools.Answers;

/// <summary>Writes answers: what is absent is left out, and text is made visible.</summary>
internal static class Said
{
    /// <summary>An object of the members that are there.</summary>
    public static JsonObject Object(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var json = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
                json[name] = value;
        }
        return json;
    }

    /// <summary>The same, or null when nothing is there.</summary>
    public static JsonObject? OrNull(params ReadOnlySpan<(string Name, JsonNode? Value)> members) =>
        Object(members) is { Count: > 0 } json ? json : null;

    /// <summary>Text of somebody else.</summary>
    public static JsonNode? Text(string? text) => text is null ? null : Visible.Of(text);

    /// <summary>A record of the client's as the contract writes it, with what is absent left out, and its text made visible.</summary>
    public static JsonNode? Whole<T>(T? value) =>
        value is null
            ? null
            : Seen(System.Text.Json.JsonSerializer.SerializeToNode(value, WireJson.Options));

    /// <summary>A point of time.</summary>
    public static JsonNode? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            System.Globalization.CultureInfo.InvariantCulture
        );

    /// <summary>A word of the contract's.</summary>
    public static JsonNode? Word<T>(T? value)
        where T : struct, Enum =>
        value is { } some
            ? System.Text.Json.JsonSerializer.SerializeToNode(some, WireJson.Options)
            : null;

    /// <summary>Another contract's answer with every member that it has, and its text made visible.</summary>
    public static JsonObject Shown(JsonObject answer)
    {
        var shown = new JsonObject();
        foreach (var (name, value) in answer)
            shown[Visible.Of(name)] = Shown(value);
        return shown;
    }

    private static JsonNode? Shown(JsonNode? node) =>
        node switch
        {
            JsonObject json => Shown(json),
            JsonArray list => new JsonArray([.. list.Select(Shown)]),
            JsonValue value when value.TryGetValue<string>(out var text) => Visible.Of(text),
            _ => node?.DeepClone(),
        };

    /// <summary>Any JSON with what is absent left out, and its text made visible.</summary>
    public static JsonNode? Seen(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                var shown = new JsonObject();
                foreach (var (name, value) in json)
                {
                    if (Seen(value) is { } some)
                        shown[Visible.Of(name)] = some;
                }
                return shown;
            case JsonArray list:
                return new JsonArray([.. list.Select(Seen)]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                return Visible.Of(text);
            default:
                return node?.DeepClone();
        }
    }
}
