using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary><c>enum</c> and <c>const</c> (Validation sections 6.1.2 and 6.1.3).</summary>
internal sealed class ValueRule
{
    private readonly HashSet<string> texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> others = new(StringComparer.Ordinal);
    private readonly string message;

    private ValueRule(IReadOnlyList<JsonElement> values)
    {
        foreach (var value in values)
        {
            var isText = value.ValueKind == JsonValueKind.String;
            (isText ? texts : others).Add(isText ? value.GetString()! : Key(value));
        }
        message = SchemaWords.OneOf(values);
    }

    internal static ValueRule? ReadConst(SchemaReader schema) =>
        schema.Has("const", out var value) ? new ValueRule([value]) : null;

    internal static ValueRule? ReadEnum(SchemaReader schema)
    {
        if (!schema.Has("enum", out var values))
        {
            return null;
        }
        return values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0
            ? new ValueRule([.. values.EnumerateArray()])
            : throw schema.Wrong("enum", "a list of at least one value");
    }

    internal bool Check(SchemaRun run, JsonElement value)
    {
        // Members of an object are sorted to be compared, which takes longer than looking at a text.
        var isText = value.ValueKind == JsonValueKind.String;
        var length = JsonMarshal.GetRawUtf8Value(value).Length;
        if (!run.SpendOnBytes(isText ? length : length * 16L))
        {
            return false;
        }
        var isListed = isText
            ? texts.Contains(value.GetString()!)
            : others.Count > 0 && others.Contains(Key(value));
        return isListed || run.Fail(message);
    }

    /// <summary>
    /// A text that is the same for equal values only, as Core section 4.2.2 defines equality: numbers by value, members in any
    /// order. For strict JSON.
    /// </summary>
    internal static string Key(JsonElement value)
    {
        var key = new StringBuilder();
        WriteKey(key, value);
        return key.ToString();
    }

    private static void WriteKey(StringBuilder key, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                key.Append('{');
                foreach (
                    var member in value
                        .EnumerateObject()
                        .OrderBy(m => m.Name, StringComparer.Ordinal)
                )
                {
                    WriteText(key, member.Name);
                    WriteKey(key, member.Value);
                }
                key.Append('}');
                break;
            case JsonValueKind.Array:
                key.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    WriteKey(key, item);
                }
                key.Append(']');
                break;
            case JsonValueKind.String:
                WriteText(key, value.GetString()!);
                break;
            case JsonValueKind.Number:
                var read = ExactNumber.TryRead(JsonMarshal.GetRawUtf8Value(value), out var number);
                key.Append('n').Append(read ? number.Key : value.GetRawText()).Append(';');
                break;
            default:
                key.Append(value.GetRawText());
                break;
        }
    }

    // The length first, so that no text can pass for a text and what follows it.
    private static void WriteText(StringBuilder key, string text) =>
        key.Append('s').Append(text.Length).Append(':').Append(text);
}
