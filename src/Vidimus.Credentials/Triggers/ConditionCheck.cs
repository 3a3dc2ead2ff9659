using System.Runtime.InteropServices;
using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Triggers;

/// <summary>Whether what a condition says holds of an event.</summary>
internal static class ConditionCheck
{
    public static readonly string[] Operators =
    [
        "equals",
        "notEquals",
        "exists",
        "in",
        "gte",
        "lte",
        "contains",
    ];

    public static bool Holds(TriggerCondition? condition, EventReading from) =>
        condition is null
        || (
            (condition.All ?? []).All(c => Holds(c!, from))
            && (condition.Any is null or [] || condition.Any.Any(c => Holds(c!, from)))
        );

    private static bool Holds(TriggerComparison comparison, EventReading from)
    {
        var to = comparison.To!.Value;
        var value = EventExpression.Stored(comparison.Value!).Find(from, "condition");
        if (comparison.Operator == "exists")
            return value is not null == to.GetBoolean();
        if (value is not { } there)
            return comparison.Operator == "notEquals";
        // Arrays are looked through where they stand; nothing else is long.
        if (there.ValueKind != JsonValueKind.Array && !from.IsShort(there, "condition"))
            return false;
        return comparison.Operator switch
        {
            "equals" => from.Same(there, to),
            "notEquals" => !from.Same(there, to),
            "in" => to.EnumerateArray().Any(one => from.Same(there, one)),
            "gte" => EventValues.Order(there, to) >= 0,
            "lte" => EventValues.Order(there, to) <= 0,
            _ => Contains(from, there, to),
        };
    }

    private static bool Contains(EventReading from, JsonElement value, JsonElement part) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Any(one => from.Same(one, part)),
            JsonValueKind.String => part.ValueKind == JsonValueKind.String
                && value.GetString()!.Contains(part.GetString()!, StringComparison.Ordinal),
            _ => false,
        };

    /// <summary>What is wrong with what is compared with; null when it goes with the operator.</summary>
    public static string? WrongTo(TriggerComparison comparison)
    {
        var to = comparison.To ?? default;
        if (to.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return "is required";
        if (to.GetRawText().Length > 2000)
            return "must have at most 2,000 characters";
        // As events are read, so that what they are compared with can be read too.
        if (!CredentialJson.TryParse(Wrapped(to), 10_000, out _, out _))
            return "must be valid Unicode text, and numbers that a double holds";
        return comparison.Operator switch
        {
            "exists" when to.ValueKind is not (JsonValueKind.True or JsonValueKind.False) =>
                "must be true or false",
            "in"
                when to.ValueKind != JsonValueKind.Array
                    || to.GetArrayLength() > 100
                    || to.EnumerateArray().Any(one => !IsSingle(one)) =>
                "must be an array of at most 100 texts, numbers and truth values",
            "gte"
            or "lte"
                when to.ValueKind != JsonValueKind.Number
                    && !(
                        to.ValueKind == JsonValueKind.String && EventValues.TimeOf(to) is not null
                    ) => "must be a number or a time such as 2026-11-22T10:00:00Z",
            not ("in" or "exists") when !IsSingle(to) => "must be a text, a number, true or false",
            _ => null,
        };
    }

    private static byte[] Wrapped(JsonElement json) =>
        [.. "{\"to\":"u8, .. JsonMarshal.GetRawUtf8Value(json), .. "}"u8];

    private static bool IsSingle(JsonElement value) =>
        value.ValueKind
            is JsonValueKind.String
                or JsonValueKind.Number
                or JsonValueKind.True
                or JsonValueKind.False;
}
