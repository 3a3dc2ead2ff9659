using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>The drafts whose schemas are read; each is read as 2020-12, and refused where that would mean something else.</summary>
internal enum SchemaDraft
{
    Draft7,
    Draft2019,
    Draft2020,
}

/// <summary>Which members of a schema decide, which only describe, and which are refused rather than ignored.</summary>
internal static class SchemaKeywords
{
    private static readonly string[] Deciding =
    [
        .. "type enum const".Split(' '),
        .. "properties required additionalProperties patternProperties propertyNames".Split(' '),
        .. "minProperties maxProperties dependentRequired dependentSchemas".Split(' '),
        .. "items prefixItems contains minContains maxContains minItems maxItems uniqueItems".Split(
            ' '
        ),
        .. "minLength maxLength pattern format".Split(' '),
        .. "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".Split(' '),
        .. "allOf anyOf oneOf not if then else $ref".Split(' '),
    ];

    // Core section 8 and 11 of 2020-12, 2019-09's recursion, the older drafts' keywords, and OpenAPI 3.0's nullable.
    private static readonly string[] Refused =
    [
        .. "unevaluatedProperties unevaluatedItems $dynamicRef $dynamicAnchor".Split(' '),
        .. "$recursiveRef $recursiveAnchor $vocabulary additionalItems dependencies".Split(' '),
        .. "extends disallow divisibleBy nullable".Split(' '),
    ];

    private static readonly Dictionary<string, SchemaDraft> AddedBy = new()
    {
        ["prefixItems"] = SchemaDraft.Draft2020,
        ["dependentRequired"] = SchemaDraft.Draft2019,
        ["dependentSchemas"] = SchemaDraft.Draft2019,
        ["minContains"] = SchemaDraft.Draft2019,
        ["maxContains"] = SchemaDraft.Draft2019,
    };

    private static readonly HashSet<string> DecidingSet = new(Deciding, StringComparer.Ordinal);
    private static readonly HashSet<string> RefusedSet = new(Refused, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> AnyCase = Deciding
        .Concat(Refused)
        .ToDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    internal static SchemaDraft ReadDraft(JsonElement root)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("$schema", out var declared)
        )
        {
            return SchemaDraft.Draft2020;
        }
        var name = declared.ValueKind == JsonValueKind.String ? declared.GetString()! : "";
        var address = name.EndsWith('#') ? name[..^1] : name;
        return address switch
        {
            "https://json-schema.org/draft/2020-12/schema" => SchemaDraft.Draft2020,
            "https://json-schema.org/draft/2019-09/schema" => SchemaDraft.Draft2019,
            "http://json-schema.org/draft-07/schema" => SchemaDraft.Draft7,
            "https://json-schema.org/draft-07/schema" => SchemaDraft.Draft7,
            _ => throw new SchemaRefusedException(
                $"'$schema' {SchemaWords.Cut(name, 100)} is not a draft that is read here: 2020-12, 2019-09 and draft-07 are.",
                SchemaPlace.Root.At("$schema")
            ),
        };
    }

    /// <summary>Refuses a schema object with a member that may decide but would not be obeyed.</summary>
    internal static void Check(JsonElement schema, SchemaDraft draft, SchemaPlace place)
    {
        var hasReference = schema.TryGetProperty("$ref", out _);
        foreach (var member in schema.EnumerateObject())
        {
            var reason = Refusal(member.Name, draft, hasReference);
            if (reason is not null)
            {
                throw new SchemaRefusedException(reason, place.At(member.Name));
            }
        }
    }

    private static string? Refusal(string name, SchemaDraft draft, bool hasReference)
    {
        if (RefusedSet.Contains(name))
        {
            return $"The keyword '{name}' is not supported.";
        }
        if (DecidingSet.Contains(name))
        {
            if (AddedBy.TryGetValue(name, out var since) && since > draft)
            {
                return $"The keyword '{name}' is newer than the draft named by '$schema'.";
            }
            // Draft-07 Core section 8.3: members beside $ref are ignored, which their author can hardly have meant.
            return hasReference && draft == SchemaDraft.Draft7 && name != "$ref"
                ? $"Draft-07 ignores '{name}' beside '$ref'; put both into 'allOf'."
                : null;
        }
        return AnyCase.TryGetValue(name, out var meant)
            ? $"'{name}' is not a keyword; '{meant}' is."
            : null;
    }
}
