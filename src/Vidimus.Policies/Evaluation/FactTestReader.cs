using System.Text.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Evaluation;

/// <summary>Reads what a fact is compared with: its type follows from the comparison and the value.</summary>
internal sealed class FactTestReader(Fields fields) : ValueReader(fields)
{
    private const int MostCount = 1000;
    private const int LongestPeriod = 1200;
    private static readonly string[] Periods = ["days", "weeks", "months", "years"];
    private static readonly string[] Types = ["number", "text", "boolean", "date"];

    public FactNode? Read(JsonElement json, string path, string name, string? label)
    {
        if (
            !json.TryGetProperty("is", out var given)
            || given.ValueKind != JsonValueKind.String
            || Comparisons.Of(given.GetString()!) is not { } comparison
        )
            return No<FactNode>(
                $"{path}.is",
                "must be one of " + string.Join(", ", Comparisons.Words)
            );
        if (!Allowed(json, path, comparison))
            return null;
        var test = comparison == Comparison.Known ? new KnownTest() : Test(json, path, comparison);
        return test is null ? null : new(name, test) { Label = label };
    }

    /// <summary>Members that would mean nothing beside this comparison are refused.</summary>
    private bool Allowed(JsonElement json, string path, Comparison comparison)
    {
        var value = json.TryGetProperty("value", out _);
        if (value == (comparison == Comparison.Known))
            return Not(
                $"{path}.value",
                value ? "must be left out beside \"known\"" : "is required"
            );
        if (json.TryGetProperty("system", out _) && comparison != Comparison.HasCode)
            return Not($"{path}.system", "goes with \"hasCode\" only");
        if (
            json.TryGetProperty("type", out _)
            && comparison
                is not (
                    Comparison.Equals
                    or Comparison.NotEquals
                    or Comparison.OneOf
                    or Comparison.NoneOf
                    or Comparison.Between
                )
        )
            return Not(
                $"{path}.type",
                "goes with equals, notEquals, oneOf, noneOf and between only"
            );
        return true;
    }

    private FactTest? Test(JsonElement json, string path, Comparison comparison)
    {
        var (value, at) = (json.GetProperty("value"), $"{path}.value");
        switch (comparison)
        {
            case Comparison.AtLeast
            or Comparison.AtMost
            or Comparison.MoreThan
            or Comparison.LessThan:
                return Numbers(json, path, comparison, [value]);
            case Comparison.Before
            or Comparison.After
            or Comparison.OnOrBefore
            or Comparison.OnOrAfter:
                return NoUnit(json, path) ? Dates(comparison, [value], at) : null;
            case Comparison.WithinLast:
                return WithinLast(json, path);
            case Comparison.CountAtLeast:
                if (!NoUnit(json, path))
                    return null;
                return Whole(value, at, MostCount) is { } count ? new CountTest(count) : null;
            case Comparison.HasAny or Comparison.HasAll or Comparison.HasNone:
                return NoUnit(json, path) ? Lists(value, at, comparison) : null;
            case Comparison.HasCode:
                return NoUnit(json, path) ? Codes(json, path) : null;
            case Comparison.Between:
                return Between(json, path);
            default:
                return Same(json, path, comparison);
        }
    }

    private FactTest? Same(JsonElement json, string path, Comparison comparison)
    {
        var (value, at) = (json.GetProperty("value"), $"{path}.value");
        var many = comparison is Comparison.OneOf or Comparison.NoneOf;
        if (many ? Values(value, at) is not { } values : (values = [value]) is null)
            return null;
        if (!Type(json, path, values[0], out var type))
            return null;
        if (type != "number" && !NoUnit(json, path))
            return null;
        return type switch
        {
            "number" => Numbers(json, path, comparison, values),
            "date" => Dates(comparison, values, at),
            "boolean" when !many => value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? new BooleanTest(comparison, value.GetBoolean())
                : No<FactTest>(at, "must be true or false"),
            "boolean" => No<FactTest>(
                $"{path}.is",
                "must be equals or notEquals beside true and false"
            ),
            _ => Texts(values, at) is { } texts ? new TextTest(comparison, texts) : null,
        };
    }

    /// <summary>The type that is stated, or else that of the value.</summary>
    private bool Type(JsonElement json, string path, JsonElement value, out string type)
    {
        type = value.ValueKind switch
        {
            JsonValueKind.Number => "number",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ => "text",
        };
        if (!json.TryGetProperty("type", out var given))
            return true;
        var stated = given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
        if (!Types.Contains(stated, StringComparer.Ordinal))
            return Not($"{path}.type", "must be one of " + string.Join(", ", Types));
        type = stated;
        return true;
    }

    private FactTest? Between(JsonElement json, string path)
    {
        var (value, at) = (json.GetProperty("value"), $"{path}.value");
        if (Values(value, at) is not { } values)
            return null;
        if (values.Length != 2)
            return No<FactTest>(at, "must be a list of the lowest and the highest value");
        if (!Type(json, path, values[0], out var type))
            return null;
        if (type == "number")
            return Numbers(json, path, Comparison.Between, values);
        return type is "text" or "date" && NoUnit(json, path)
            ? Dates(Comparison.Between, values, at)
            : No<FactTest>(at, "must hold numbers or dates");
    }

    private NumberTest? Numbers(
        JsonElement json,
        string path,
        Comparison comparison,
        JsonElement[] values
    )
    {
        var numbers = new decimal[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (
                values[i].ValueKind != JsonValueKind.Number
                || !FactValue.TryNumber(values[i], out numbers[i])
            )
                return No<NumberTest>(
                    values.Length == 1 ? $"{path}.value" : $"{path}.value.{i}",
                    "must be a number of at most 15 digits before the point"
                );
        }
        if (comparison == Comparison.Between && numbers[0] > numbers[1])
            return No<NumberTest>($"{path}.value", "must begin with the lowest value");
        if (!json.TryGetProperty("unit", out var unit))
            return new(comparison, numbers, null);
        return FactValue.TryText(unit, 40, out var named) && named.Length > 0
            ? new(comparison, numbers, Units.Named(named))
            : No<NumberTest>($"{path}.unit", "must be text of 1 to 40 characters");
    }

    private DateTest? Dates(Comparison comparison, JsonElement[] values, string at)
    {
        var days = new DateOnly[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (
                !FactValue.TryText(values[i], 40, out var text)
                || FactValue.DateOf(text) is not { } day
            )
                return No<DateTest>(
                    values.Length == 1 ? at : $"{at}.{i}",
                    "must be a date, YYYY-MM-DD"
                );
            days[i] = day;
        }
        return comparison == Comparison.Between && days[0] > days[1]
            ? No<DateTest>(at, "must begin with the earliest date")
            : new(comparison, days, 0, "");
    }

    private DateTest? WithinLast(JsonElement json, string path)
    {
        var unit = "days";
        if (json.TryGetProperty("unit", out var given))
        {
            unit = given.ValueKind == JsonValueKind.String ? Units.Named(given.GetString()!) : "";
            if (!Periods.Contains(unit, StringComparer.Ordinal))
                return No<DateTest>($"{path}.unit", "must be one of " + string.Join(", ", Periods));
        }
        var most = unit == "days" ? 36_600 : LongestPeriod;
        return Whole(json.GetProperty("value"), $"{path}.value", most) is { } last
            ? new(Comparison.WithinLast, [], last, unit)
            : null;
    }

    private ListTest? Lists(JsonElement value, string at, Comparison comparison)
    {
        JsonElement[]? values =
            value.ValueKind == JsonValueKind.Array ? Values(value, at) : [value];
        if (values is null)
            return null;
        if (values[0].ValueKind != JsonValueKind.Number)
            return Texts(values, at) is { } texts ? new(comparison, texts, []) : null;
        var numbers = new decimal[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (
                values[i].ValueKind != JsonValueKind.Number
                || !FactValue.TryNumber(values[i], out numbers[i])
            )
                return No<ListTest>($"{at}.{i}", "must be a number, as the first is");
        }
        return new(comparison, [], numbers);
    }

    private CodeTest? Codes(JsonElement json, string path)
    {
        var (value, at) = (json.GetProperty("value"), $"{path}.value");
        JsonElement[]? values =
            value.ValueKind == JsonValueKind.Array ? Values(value, at) : [value];
        if (values is null || Texts(values, at) is not { } codes)
            return null;
        for (var i = 0; i < codes.Length; i++)
        {
            var code = FactValue.CodeOf(codes[i].EndsWith('*') ? codes[i][..^1] : codes[i]);
            if (
                code.Length is 0 or > 20
                || !code.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            )
                return No<CodeTest>(
                    $"{at}.{i}",
                    "must be a code such as J3490 or E11.9, or the beginning of codes such as E11*"
                );
        }
        string? system = null;
        if (json.TryGetProperty("system", out var given))
        {
            system = given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
            if (!CodeSystems.All.Contains(system, StringComparer.Ordinal))
                return No<CodeTest>(
                    $"{path}.system",
                    "must be one of " + string.Join(", ", CodeSystems.All)
                );
        }
        return new(codes, system);
    }
}
