using System.Text.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Evaluation;

/// <summary>Reads the values of a test, and notes what is wrong with them.</summary>
internal abstract class ValueReader(Fields fields)
{
    private const int LongestValue = 500;

    protected JsonElement[]? Values(JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.Array
        && value.GetArrayLength() is > 0 and <= LogicTree.MostValues
            ? [.. value.EnumerateArray()]
            : No<JsonElement[]>(at, $"must be a list of 1 to {LogicTree.MostValues} values");

    protected string[]? Texts(JsonElement[] values, string at)
    {
        var texts = new string[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!FactValue.TryText(values[i], LongestValue, out texts[i]) || texts[i].Length == 0)
                return No<string[]>(
                    values.Length == 1 ? at : $"{at}.{i}",
                    $"must be text of 1 to {LongestValue} characters"
                );
        }
        return texts;
    }

    protected int? Whole(JsonElement value, string at, int most)
    {
        if (
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number)
            && number >= 1
            && number <= most
        )
            return number;
        Not(at, $"must be a whole number from 1 to {most}");
        return null;
    }

    protected bool NoUnit(JsonElement json, string path) =>
        !json.TryGetProperty("unit", out _)
        || Not($"{path}.unit", "goes with numbers and withinLast only");

    protected bool Not(string field, string message)
    {
        fields.Wrong(field, message);
        return false;
    }

    protected T? No<T>(string field, string message)
        where T : class
    {
        fields.Wrong(field, message);
        return null;
    }
}
