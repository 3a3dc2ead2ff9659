using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Tools.Schemas;

/// <summary>A part of a JSON Schema (2020-12), written down in code: only with keywords that <see cref="Schema"/> checks.</summary>
internal sealed class Shape
{
    private readonly JsonObject _json;

    private Shape(JsonObject json, bool isNeeded = false)
    {
        _json = json;
        IsNeeded = isNeeded;
    }

    /// <summary>Whether the object that has it as a member must have it.</summary>
    private bool IsNeeded { get; }

    /// <summary>Text of so many characters.</summary>
    public static Shape Text(string description, int most, int least = 1) =>
        Of("string", description).With("minLength", least).With("maxLength", most);

    /// <summary>Text in answers, whose length is bounded where it comes from.</summary>
    public static Shape Said(string description) => Of("string", description);

    /// <summary>One of these words.</summary>
    public static Shape Word(string description, params string[] words) =>
        Of("string", description).With("enum", new JsonArray([.. words.Select(w => (JsonNode)w)]));

    /// <summary>A point of time (RFC 3339).</summary>
    public static Shape Time(string description) =>
        Of("string", description).With("format", "date-time");

    /// <summary>A day.</summary>
    public static Shape Day(string description) => Of("string", description).With("format", "date");

    /// <summary>A whole number.</summary>
    public static Shape Whole(string description, int least, int most) =>
        Of("integer", description).With("minimum", least).With("maximum", most);

    /// <summary>A number in answers.</summary>
    public static Shape Count(string description) => Of("integer", description).With("minimum", 0);

    /// <summary>A number of any kind.</summary>
    public static Shape Number(string description) => Of("number", description);

    /// <summary>Yes or no.</summary>
    public static Shape Flag(string description) => Of("boolean", description);

    /// <summary>An object with members of the sender's own.</summary>
    public static Shape Free(string description, int most) =>
        Of("object", description).With("maxProperties", most);

    /// <summary>An object in answers, with members of others.</summary>
    public static Shape Given(string description) => Of("object", description);

    /// <summary>Several of one kind.</summary>
    public static Shape List(string description, Shape items, int most, int least = 0) =>
        Of("array", description)
            .With("items", items._json.DeepClone())
            .With("minItems", least)
            .With("maxItems", most);

    /// <summary>Several of one kind, in answers.</summary>
    public static Shape ListOf(string description, Shape items) =>
        Of("array", description).With("items", items._json.DeepClone());

    /// <summary>One of several kinds.</summary>
    public static Shape Either(string description, params Shape[] kinds) =>
        new(
            new JsonObject
            {
                ["description"] = description,
                ["oneOf"] = new JsonArray([.. kinds.Select(k => k._json.DeepClone())]),
            }
        );

    /// <summary>An object with these members and no others.</summary>
    public static Shape Object(string description, params (string Name, Shape Shape)[] members) =>
        Answer(description, members).With("additionalProperties", false);

    /// <summary>An object in answers: these members, and later more, which a client that knows only these may not refuse.</summary>
    public static Shape Answer(string description, params (string Name, Shape Shape)[] members)
    {
        var shape = Of("object", description);
        var properties = new JsonObject();
        foreach (var (name, member) in members)
            properties[name] = member._json.DeepClone();
        shape._json["properties"] = properties;
        var needed = members.Where(m => m.Shape.IsNeeded).Select(m => (JsonNode)m.Name).ToArray();
        if (needed.Length > 0)
            shape._json["required"] = new JsonArray(needed);
        return shape;
    }

    /// <summary>The schema of arguments: an object with these members and no others.</summary>
    public static JsonElement Arguments(params (string Name, Shape Shape)[] members) =>
        Root(Object("", members));

    /// <summary>The schema of an answer.</summary>
    public static JsonElement Answers(params (string Name, Shape Shape)[] members) =>
        Root(Answer("", members));

    private static JsonElement Root(Shape shape)
    {
        var json = (JsonObject)shape._json.DeepClone();
        json.Remove("description");
        json.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return JsonSerializer.SerializeToElement(json);
    }

    /// <summary>The object that has it as a member must have it.</summary>
    public Shape Needed() => new((JsonObject)_json.DeepClone(), isNeeded: true);

    /// <summary>Text must match it.</summary>
    public Shape Matching(string pattern) => With("pattern", pattern);

    /// <summary>Text must be of this format.</summary>
    public Shape In(string format) => With("format", format);

    /// <summary>What it is when it is left out.</summary>
    public Shape Default(JsonNode value) => With("default", value);

    /// <summary>Values to learn from.</summary>
    public Shape Like(params JsonNode[] values) => With("examples", new JsonArray(values));

    private static Shape Of(string type, string description) =>
        new(new JsonObject { ["type"] = type, ["description"] = description });

    private Shape With(string keyword, JsonNode value)
    {
        var json = (JsonObject)_json.DeepClone();
        json[keyword] = value;
        return new(json, IsNeeded);
    }
}
