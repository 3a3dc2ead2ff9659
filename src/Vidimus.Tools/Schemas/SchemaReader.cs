using System.Text.Json;
using System.Text.RegularExpressions;

namespace Vidimus.Tools.Schemas;

/// <summary>Reads a schema, and refuses what <see cref="SchemaNode"/> would not check: a keyword that does nothing is a lie.</summary>
internal static class SchemaReader
{
    /// <summary>The keywords there are here: those that are checked, and those that only tell.</summary>
    public static readonly IReadOnlySet<string> Keywords = new HashSet<string>(
        StringComparer.Ordinal
    )
    {
        "$schema",
        "title",
        "description",
        "default",
        "examples",
        "type",
        "enum",
        "const",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minimum",
        "maximum",
        "items",
        "minItems",
        "maxItems",
        "uniqueItems",
        "properties",
        "required",
        "additionalProperties",
        "maxProperties",
        "oneOf",
    };

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "string",
        "boolean",
        "object",
        "array",
        "null",
        "number",
        "integer",
    };

    public static SchemaNode Read(JsonElement schema, string at)
    {
        foreach (var keyword in schema.EnumerateObject())
            Demand(Keywords.Contains(keyword.Name), at, $"keyword '{keyword.Name}'");
        var node = new SchemaNode
        {
            Type = Word(schema, "type"),
            Values = Values(schema),
            MinLength = Whole(schema, "minLength"),
            MaxLength = Whole(schema, "maxLength"),
            Pattern = Word(schema, "pattern") is { } pattern ? Linear(pattern) : null,
            Format = Word(schema, "format"),
            Minimum = Number(schema, "minimum"),
            Maximum = Number(schema, "maximum"),
            Items = Part(schema, "items") is { } items ? Read(items, $"{at}/items") : null,
            MinItems = Whole(schema, "minItems"),
            MaxItems = Whole(schema, "maxItems"),
            UniqueItems = Part(schema, "uniqueItems")?.GetBoolean() ?? false,
            Properties = Properties(schema, at),
            Required = Part(schema, "required") is { } required
                ? [.. required.EnumerateArray().Select(r => r.GetString()!)]
                : [],
            IsClosed = Part(schema, "additionalProperties") is { ValueKind: JsonValueKind.False },
            MaxProperties = Whole(schema, "maxProperties"),
            OneOf = Part(schema, "oneOf") is { } ways
                ? [.. ways.EnumerateArray().Select((w, i) => Read(w, $"{at}/oneOf/{i}"))]
                : null,
            Example = Example(schema),
        };
        Check(node, schema, at);
        return node;
    }

    private static void Check(SchemaNode node, JsonElement schema, string at)
    {
        Demand(node.Type is null || Types.Contains(node.Type), at, $"type '{node.Type}'");
        Demand(
            node.Format is null || SchemaFormats.All.Contains(node.Format),
            at,
            $"format '{node.Format}'"
        );
        Demand(node.Type is not null || node.OneOf is not null, at, "a place without a type");
        Demand(
            node.OneOf is null
                || node.OneOf.Select(a => a.Type).Distinct().Count() == node.OneOf.Count,
            at,
            "alternatives of the same type"
        );
        Demand(
            Part(schema, "additionalProperties") is null or { ValueKind: JsonValueKind.False },
            at,
            "additionalProperties other than false"
        );
        Demand(
            node.Required.All(r => node.Properties?.ContainsKey(r) is true),
            at,
            "a required member without a schema"
        );
    }

    private static void Demand(bool holds, string at, string what)
    {
        if (!holds)
            throw new NotSupportedException(
                $"The schema has {what} at '{at}/', which is not checked."
            );
    }

    private static Dictionary<string, SchemaNode>? Properties(JsonElement schema, string at) =>
        Part(schema, "properties")
            ?.EnumerateObject()
            .ToDictionary(
                p => p.Name,
                p => Read(p.Value, $"{at}/properties/{p.Name}"),
                StringComparer.Ordinal
            );

    private static List<JsonElement>? Values(JsonElement schema) =>
        Part(schema, "const") is { } only ? [only]
        : Part(schema, "enum") is { } values ? [.. values.EnumerateArray()]
        : null;

    // In ECMA-262, whose patterns JSON Schema means, $ is the very end; in .NET a newline may follow it.
    private static Regex Linear(string pattern) =>
        new(
            pattern.EndsWith('$') ? $@"{pattern[..^1]}\z" : pattern,
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
        );

    private static string? Example(JsonElement schema) =>
        Part(schema, "examples") is { } examples && examples.GetArrayLength() > 0
            ? examples[0].ValueKind is JsonValueKind.String
                ? examples[0].GetString()
                : examples[0].GetRawText()
            : null;

    private static JsonElement? Part(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var part) ? part : null;

    private static string? Word(JsonElement schema, string keyword) =>
        Part(schema, keyword)?.GetString();

    private static int? Whole(JsonElement schema, string keyword) =>
        Part(schema, keyword)?.GetInt32();

    private static double? Number(JsonElement schema, string keyword) =>
        Part(schema, keyword)?.GetDouble();
}
