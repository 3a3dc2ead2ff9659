using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>The keywords for numbers (Validation section 6.2), compared exactly in decimal.</summary>
internal sealed class NumberRules
{
    private readonly List<(
        ExactNumber Value,
        Func<ExactNumber, ExactNumber, bool> Holds,
        string Message
    )> bounds = [];

    internal static NumberRules? Read(SchemaReader schema)
    {
        var rules = new NumberRules();
        rules.Add(schema, "minimum", (value, bound) => value.CompareTo(bound) >= 0, "at least");
        rules.Add(schema, "maximum", (value, bound) => value.CompareTo(bound) <= 0, "at most");
        rules.Add(
            schema,
            "exclusiveMinimum",
            (value, bound) => value.CompareTo(bound) > 0,
            "more than"
        );
        rules.Add(
            schema,
            "exclusiveMaximum",
            (value, bound) => value.CompareTo(bound) < 0,
            "less than"
        );
        rules.Add(schema, "multipleOf", (value, unit) => value.IsMultipleOf(unit), "a multiple of");
        return rules.bounds.Count == 0 ? null : rules;
    }

    private void Add(
        SchemaReader schema,
        string keyword,
        Func<ExactNumber, ExactNumber, bool> holds,
        string words
    )
    {
        if (!schema.Has(keyword, out var json))
        {
            return;
        }
        if (
            json.ValueKind != JsonValueKind.Number
            || !ExactNumber.TryRead(JsonMarshal.GetRawUtf8Value(json), out var bound)
        )
        {
            throw schema.Wrong(keyword, "a number of at most 1000 digits");
        }
        if (keyword == "multipleOf" && !bound.IsPositive)
        {
            throw schema.Wrong(keyword, "a number above zero");
        }
        bounds.Add((bound, holds, $"must be {words} {SchemaWords.Value(json)}"));
    }

    internal bool Check(SchemaRun run, JsonElement value)
    {
        var json = JsonMarshal.GetRawUtf8Value(value);
        if (!run.SpendOnBytes(json.Length))
        {
            return false;
        }
        if (!ExactNumber.TryRead(json, out var number))
        {
            return run.Fail("has more digits than can be checked");
        }
        foreach (var (bound, holds, message) in bounds)
        {
            if (!holds(number, bound) && !run.Fail(message))
            {
                return false;
            }
        }
        return true;
    }
}
