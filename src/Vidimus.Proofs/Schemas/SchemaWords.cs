using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>How schemas and values are quoted in sentences for people.</summary>
internal static class SchemaWords
{
    private const int MaxValuesShown = 10;
    private const int MaxValueShown = 40;

    /// <summary>The text, or its beginning and an ellipsis; a surrogate pair is never cut in two.</summary>
    internal static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "…";
    }

    internal static string Value(JsonElement value) => Cut(value.GetRawText(), MaxValueShown);

    internal static string OneOf(IReadOnlyList<JsonElement> values)
    {
        if (values.Count == 1)
        {
            return $"must be {Value(values[0])}";
        }
        var shown = string.Join(", ", values.Take(MaxValuesShown).Select(Value));
        var more = values.Count > MaxValuesShown ? $" or {values.Count - MaxValuesShown} more" : "";
        return $"must be one of {shown}{more}";
    }

    internal static string Count(int count, string one, string many) =>
        $"{count} {(count == 1 ? one : many)}";
}
