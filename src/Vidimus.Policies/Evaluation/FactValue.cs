using System.Globalization;
using System.Text;
using System.Text.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;

namespace Vidimus.Policies.Evaluation;

internal enum FactKind
{
    Number,
    Text,
    Boolean,
    List,
}

/// <summary>The value of a fact.</summary>
internal sealed class FactValue
{
    /// <summary>Longer texts are refused.</summary>
    public const int LongestText = 2000;

    /// <summary>Longer lists are refused.</summary>
    public const int MostItems = 1000;

    /// <summary>Numbers beyond this are refused: nothing that is measured needs them, and no sum of them overflows.</summary>
    public const decimal Largest = 1_000_000_000_000_000m;

    private string? _code;
    private FactValue[]? _alone;

    public required FactKind Kind { get; init; }
    public decimal Number { get; init; }

    /// <summary>The number's unit, or the system of a code.</summary>
    public string? Unit { get; init; }
    public string Text { get; init; } = "";
    public bool Boolean { get; init; }

    /// <summary>The text as a day; null where it is none.</summary>
    public DateOnly? Date { get; init; }
    public FactValue[] Items { get; init; } = [];

    /// <summary>Its items; one that is no list is a list of itself.</summary>
    public FactValue[] AsItems => Kind == FactKind.List ? Items : _alone ??= [this];

    /// <summary>The text as a code.</summary>
    public string Code => _code ??= CodeText.Normal(Text, Unit) ?? CodeOf(Text);

    /// <summary>The number without its unit.</summary>
    public string Bare => Number.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>In words, for who stated it.</summary>
    public string Words =>
        Kind switch
        {
            FactKind.Number => Bare + (Unit is null ? "" : " " + Unit),
            FactKind.Boolean => Boolean ? "true" : "false",
            FactKind.List => string.Create(
                CultureInfo.InvariantCulture,
                $"a list of {Items.Length}"
            ),
            _ => Text.Length <= 80 ? $"\"{Text}\"" : $"\"{Text.AsSpan(0, 77)}…\"",
        };

    /// <summary>In capitals, without blanks and dots: for beginnings of codes, and for what is of no form that is known.</summary>
    public static string CodeOf(string text) =>
        string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != '.')).ToUpperInvariant();

    /// <summary>True for an object that groups facts, and is none itself.</summary>
    public static bool IsGroup(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && !IsQuantity(json) && !IsCode(json);

    /// <summary>Reads a value; null for one that is not known, or is wrong, which is noted.</summary>
    public static FactValue? Read(JsonElement json, string path, Fields fields)
    {
        if (json.ValueKind == JsonValueKind.Null)
            return null;
        if (json.ValueKind != JsonValueKind.Array)
            return One(json, path, fields);
        if (json.GetArrayLength() > MostItems)
        {
            fields.Wrong(path, $"must have at most {MostItems} items");
            return null;
        }
        var items = new List<FactValue>(json.GetArrayLength());
        var position = 0;
        foreach (var item in json.EnumerateArray())
        {
            if (One(item, $"{path}.{position++}", fields) is not { } value)
                return null;
            items.Add(value);
        }
        return new() { Kind = FactKind.List, Items = [.. items] };
    }

    private static FactValue? One(JsonElement json, string path, Fields fields)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return new() { Kind = FactKind.Boolean, Boolean = json.GetBoolean() };
            case JsonValueKind.Number:
                return Quantity(json, null, path, fields);
            case JsonValueKind.String:
                return Texts(json, null, path, fields);
            case JsonValueKind.Object when IsQuantity(json):
                var unit = json.TryGetProperty("unit", out var u) ? u.GetString()! : null;
                if (unit is { Length: > 40 or 0 })
                {
                    fields.Wrong($"{path}.unit", "must have 1 to 40 characters");
                    return null;
                }
                return Quantity(json.GetProperty("value"), unit, $"{path}.value", fields);
            case JsonValueKind.Object when IsCode(json):
                var system = json.TryGetProperty("system", out var s) ? s.GetString() : null;
                return Texts(json.GetProperty("code"), system, $"{path}.code", fields);
            default:
                fields.Wrong(path, "must be a number, a text, true or false, or a list of these");
                return null;
        }
    }

    private static FactValue? Quantity(JsonElement json, string? unit, string path, Fields fields)
    {
        if (TryNumber(json, out var number))
            return new()
            {
                Kind = FactKind.Number,
                Number = number,
                Unit = unit is null ? null : Units.Named(unit),
            };
        fields.Wrong(path, "must be a number of at most 15 digits before the point");
        return null;
    }

    private static FactValue? Texts(JsonElement json, string? system, string path, Fields fields)
    {
        if (TryText(json, LongestText, out var text))
            return new()
            {
                Kind = FactKind.Text,
                Text = text,
                Unit = system,
                Date = DateOf(text),
            };
        fields.Wrong(path, $"must be text of at most {LongestText} characters");
        return null;
    }

    /// <summary>A number within bounds.</summary>
    public static bool TryNumber(JsonElement json, out decimal number) =>
        json.TryGetDecimal(out number) && Math.Abs(number) <= Largest;

    /// <summary>A text, trimmed and composed, so that what reads alike is alike.</summary>
    public static bool TryText(JsonElement json, int most, out string text)
    {
        text = "";
        if (json.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            text = json.GetString()!;
            if (text.Length > most)
                return false;
            // An unpaired surrogate is no text, and cannot be normalized.
            text = text.Trim().Normalize(NormalizationForm.FormC);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The day that a text names: <c>YYYY-MM-DD</c>, or an RFC 3339 time, whose date in UTC it is.</summary>
    public static DateOnly? DateOf(string text)
    {
        if (text.Length < 10 || text.Length > 40 || text[4] != '-')
            return null;
        if (
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, 0, out var day)
        )
            return day;
        return
            text[10..] is ['T' or 't', ..]
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
            ? DateOnly.FromDateTime(time.UtcDateTime)
            : null;
    }

    private static bool IsQuantity(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("value", out var value)
        && value.ValueKind == JsonValueKind.Number
        && json.EnumerateObject()
            .All(m =>
                m.Name == "value" || (m.Name == "unit" && m.Value.ValueKind is JsonValueKind.String)
            );

    private static bool IsCode(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("code", out var code)
        && code.ValueKind == JsonValueKind.String
        && json.EnumerateObject()
            .All(m =>
                m.Name == "code"
                || (m.Name == "system" && m.Value.ValueKind is JsonValueKind.String)
            );
}
