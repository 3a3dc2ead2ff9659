using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Portal.Issuing;

/// <summary>A field of a form, made from a member of a group's subject schema.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Kind"><c>text</c>, <c>lines</c>, <c>number</c>, <c>integer</c>, <c>date</c>, <c>boolean</c>, <c>choice</c>, or <c>json</c> for what is made of parts.</param>
/// <param name="Required">Whether it must be there.</param>
public sealed record SubjectField(string Name, string Title, string Kind, bool Required)
{
    /// <summary>What is to be known about it.</summary>
    public string? Hint { get; init; }

    /// <summary>All values there are.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The smallest number.</summary>
    public string? Min { get; init; }

    /// <summary>The largest number.</summary>
    public string? Max { get; init; }

    /// <summary>Most characters.</summary>
    public int? Longest { get; init; }

    /// <summary>Name of the input.</summary>
    public string Input => $"subject.{Name}";

    /// <summary>What may be typed, in words.</summary>
    public string KindWords =>
        Kind switch
        {
            "choice" => string.Join(", ", Values),
            "integer" => "Whole number" + Bounds,
            "number" => "Number" + Bounds,
            "date" => "Date",
            "boolean" => "Yes or no",
            "json" => "Several values",
            _ => "Text",
        };

    private string Bounds =>
        (Min, Max) switch
        {
            (null, null) => "",
            (not null, null) => $", from {Min}",
            (null, not null) => $", up to {Max}",
            _ => $", {Min} to {Max}",
        };

    /// <summary>The fields of a group, those that must be there first.</summary>
    public static IReadOnlyList<SubjectField> Of(Group group)
    {
        if (group.SubjectSchema?["properties"] is not JsonObject properties)
            return [];
        var required =
            (group.SubjectSchema["required"] as JsonArray)
                ?.Select(Text)
                .OfType<string>()
                .ToHashSet(StringComparer.Ordinal)
            ?? [];
        return
        [
            .. properties
                .Select(p => Of(p.Key, p.Value as JsonObject ?? [], required.Contains(p.Key)))
                .OrderByDescending(f => f.Required),
        ];
    }

    /// <summary>The value that was typed, as the schema wants it; as text where it is none, which the API then says.</summary>
    public JsonNode? Value(string typed)
    {
        if (typed.Length == 0)
            return null;
        return Kind switch
        {
            "integer"
                when long.TryParse(
                    typed,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var whole
                ) => JsonValue.Create(whole),
            "number"
                when double.TryParse(
                    typed,
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var number
                ) && double.IsFinite(number) => JsonValue.Create(number),
            "boolean" when typed is "true" or "false" => JsonValue.Create(typed == "true"),
            "json" => Parsed(typed),
            _ => JsonValue.Create(typed),
        };
    }

    private static JsonNode? Parsed(string typed)
    {
        try
        {
            return JsonNode.Parse(typed);
        }
        catch (JsonException)
        {
            return JsonValue.Create(typed);
        }
    }

    private static SubjectField Of(string name, JsonObject schema, bool required)
    {
        var values = (schema["enum"] as JsonArray)
            ?.Select(v => Text(v) ?? v?.ToJsonString() ?? "")
            .ToArray();
        var kind = values is not null
            ? "choice"
            : Text(schema["type"]) switch
            {
                "integer" => "integer",
                "number" => "number",
                "boolean" => "boolean",
                "object" or "array" => "json",
                _ => Text(schema["format"]) is "date" ? "date"
                : Number(schema["maxLength"]) is > 200 ? "lines"
                : "text",
            };
        return new(name, Text(schema["title"]) ?? name, kind, required)
        {
            Hint = Text(schema["description"]),
            Values = values ?? [],
            Min = Number(schema["minimum"])?.ToString(CultureInfo.InvariantCulture),
            Max = Number(schema["maximum"])?.ToString(CultureInfo.InvariantCulture),
            Longest = Number(schema["maxLength"]) is { } longest and > 0 and < 100_000
                ? (int)longest
                : null,
        };
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;
}
