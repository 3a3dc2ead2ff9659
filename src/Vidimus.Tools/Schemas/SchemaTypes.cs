using System.Text.Json;

namespace Vidimus.Tools.Schemas;

/// <summary>The types of JSON Schema.</summary>
internal static class SchemaTypes
{
    public static bool Is(JsonElement value, string type) =>
        (type, value.ValueKind) switch
        {
            ("string", JsonValueKind.String) => true,
            ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            ("object", JsonValueKind.Object) => true,
            ("array", JsonValueKind.Array) => true,
            ("null", JsonValueKind.Null) => true,
            ("number", JsonValueKind.Number) => true,
            // 2020-12 (validation, 6.1.1): any number with a zero fractional part is an integer, 1.0 too.
            ("integer", JsonValueKind.Number) => value.TryGetDouble(out var number)
                && Math.Floor(number) == number,
            _ => false,
        };

    public static string Named(string type) =>
        type switch
        {
            "string" => "text",
            "boolean" => "true or false",
            "object" => "an object",
            "array" => "a list",
            "integer" => "a whole number",
            "number" => "a number",
            _ => "null",
        };

    public static string Listed(IEnumerable<JsonElement> values) =>
        string.Join(", ", values.Select(v => v.ToString()));

    /// <summary>Length as JSON Schema counts it: in characters, not in UTF-16 units.</summary>
    public static int Characters(string text)
    {
        var length = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
                length--;
        }
        return length;
    }

    /// <summary>The text; null when it holds half of a surrogate pair, which JSON can write and Unicode does not have.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
