using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary><c>type</c> (Validation section 6.1.1); an integer is any number without a fraction, 1.0 and 1e2 among them.</summary>
internal sealed class TypeRule
{
    private static readonly string[] Names =
    [
        "object",
        "array",
        "string",
        "integer",
        "number",
        "boolean",
        "null",
    ];

    private static readonly string[] Words =
    [
        "an object",
        "a list",
        "text",
        "a whole number",
        "a number",
        "true or false",
        "null",
    ];

    private readonly bool[] allowed = new bool[Names.Length];

    private TypeRule() { }

    internal string Message { get; private set; } = "";

    internal static TypeRule? Read(SchemaReader schema)
    {
        if (!schema.Has("type", out var type))
        {
            return null;
        }
        var rule = new TypeRule();
        var place = schema.Place.At("type");
        var names =
            type.ValueKind == JsonValueKind.Array
                ? schema.Names(type, "type", place)
                : [type.ValueKind == JsonValueKind.String ? type.GetString()! : ""];
        foreach (var name in names)
        {
            var index = Array.IndexOf(Names, name);
            if (index < 0)
            {
                throw new SchemaRefusedException(
                    $"'type' must be one of {string.Join(", ", Names)}, or a list of them.",
                    place
                );
            }
            rule.allowed[index] = true;
        }
        if (names.Length == 0)
        {
            throw new SchemaRefusedException("'type' must name at least one type.", place);
        }
        rule.Message = $"must be {string.Join(" or ", Words.Where((_, i) => rule.allowed[i]))}";
        return rule;
    }

    internal bool Allows(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => allowed[0],
            JsonValueKind.Array => allowed[1],
            JsonValueKind.String => allowed[2],
            JsonValueKind.Number => allowed[4] || (allowed[3] && IsWhole(value)),
            JsonValueKind.True or JsonValueKind.False => allowed[5],
            _ => allowed[6],
        };

    // A number within a double that is too long to be read exactly has a fraction.
    private static bool IsWhole(JsonElement value)
    {
        var json = JsonMarshal.GetRawUtf8Value(value);
        return json.IndexOfAny(".eE"u8) < 0
            || (ExactNumber.TryRead(json, out var number) && number.IsWhole);
    }
}
