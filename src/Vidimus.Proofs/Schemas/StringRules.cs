using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>The keywords for strings (Validation sections 6.3 and 7). Lengths count code points, as RFC 8259 characters.</summary>
internal sealed class StringRules
{
    private const int MaxPatternShown = 80;

    private int? minLength;
    private int? maxLength;
    private SchemaPattern? pattern;
    private SchemaFormat? format;

    internal static StringRules? Read(SchemaReader schema)
    {
        var rules = new StringRules
        {
            minLength = schema.Count("minLength"),
            maxLength = schema.Count("maxLength"),
            pattern = schema.Text("pattern") is { } pattern
                ? schema.Pattern(pattern, schema.Place.At("pattern"))
                : null,
            format = schema.Text("format") is { } format ? SchemaFormat.Find(format) : null,
        };
        var isEmpty = rules is { minLength: null, maxLength: null, pattern: null, format: null };
        return isEmpty ? null : rules;
    }

    internal bool Check(SchemaRun run, JsonElement value)
    {
        if (!run.SpendOnBytes(JsonMarshal.GetRawUtf8Value(value).Length))
        {
            return false;
        }
        var text = value.GetString()!;
        return CheckLength(run, text)
            && CheckPattern(run, text)
            && (format is null || format.Holds(text) || run.Fail(format.Message));
    }

    private bool CheckPattern(SchemaRun run, string text) =>
        pattern is null
        || run.IsMatch(pattern, text)
        || run.Fail($"must match the pattern {SchemaWords.Cut(pattern.Source, MaxPatternShown)}");

    private bool CheckLength(SchemaRun run, string text)
    {
        if (minLength is null && maxLength is null)
        {
            return true;
        }
        var length = text.Length;
        foreach (var c in text)
        {
            length -= char.IsLowSurrogate(c) ? 1 : 0;
        }
        if (length < minLength)
        {
            return run.Fail(
                length == 0 && minLength == 1
                    ? "must not be empty"
                    : $"must have at least {SchemaWords.Count(minLength.Value, "character", "characters")}"
            );
        }
        return !(length > maxLength)
            || run.Fail(
                $"must have at most {SchemaWords.Count(maxLength!.Value, "character", "characters")}"
            );
    }
}
