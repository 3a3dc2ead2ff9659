using System.Globalization;
using System.Text.Json.Nodes;

namespace Vidimus.Portal.Policies;

/// <summary>Facts as they are entered into a form, as the API takes them.</summary>
internal static class FactForm
{
    public static JsonObject Read(Typed typed, IReadOnlyList<FactField> facts)
    {
        var parameters = new JsonObject();
        foreach (var fact in facts)
        {
            if (Value(typed, fact) is { } value)
                parameters[fact.Name] = value;
        }
        return parameters;
    }

    private static JsonNode? Value(Typed typed, FactField fact)
    {
        if (typed[fact.Field] is not { } text)
            return null;
        switch (fact.Kind)
        {
            case FactKind.Number:
                if (
                    decimal.TryParse(
                        text,
                        NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture,
                        out var number
                    )
                )
                    return fact.Unit is { } unit
                        ? new JsonObject { ["value"] = number, ["unit"] = unit }
                        : JsonValue.Create(number);
                typed.Refuse(fact.Field, "Enter a number such as 18 or 7.5.");
                return null;
            case FactKind.Date:
                return typed.Day(fact.Field) is { } day
                    ? JsonValue.Create(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                    : null;
            case FactKind.Yes:
                return JsonValue.Create(text == "yes");
            case FactKind.List:
                return new JsonArray([
                    .. text.Split(
                            [',', '\n', '\r'],
                            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                        )
                        .Select(t => (JsonNode?)JsonValue.Create(t)),
                ]);
            default:
                return JsonValue.Create(text);
        }
    }
}
