using System.Globalization;
using System.Text.Json;
using Vidimus.Platform.Json;

namespace Vidimus.Credentials.Triggers;

/// <summary>What is asked of single values of an event.</summary>
internal static class EventValues
{
    public static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    /// <summary>A text, number or truth value as text; null for anything else.</summary>
    public static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };

    /// <summary>How a value stands to another, as numbers or as times; null when it stands to it in no order.</summary>
    public static int? Order(JsonElement value, JsonElement to)
    {
        if (to.ValueKind == JsonValueKind.Number)
            return NumberOf(value)?.CompareTo(to.GetDouble());
        return
            to.ValueKind == JsonValueKind.String
            && TimeOf(value) is { } time
            && TimeOf(to) is { } other
            ? time.CompareTo(other)
            : null;
    }

    /// <summary>A number, also one in a text.</summary>
    public static double? NumberOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return value.GetDouble();
        return
            value.ValueKind == JsonValueKind.String
            && double.TryParse(
                value.GetString(),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            && double.IsFinite(number)
            ? number
            : null;
    }

    /// <summary>A time in ISO 8601, a date (its begin in UTC), or seconds or milliseconds since 1970.</summary>
    public static DateTimeOffset? TimeOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return value.TryGetInt64(out var number) ? SinceEpoch(number) : null;
        if (value.ValueKind != JsonValueKind.String)
            return null;
        var text = value.GetString();
        if (Times.TryParse(text, out var time))
            return time;
        return DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : null;
    }

    // As seconds, the smaller of these numbers is the year 5138; as milliseconds, it is 1973.
    private static DateTimeOffset? SinceEpoch(long number)
    {
        const long milliseconds = 100_000_000_000;
        const long end = 253_402_300_800_000;
        if (number is < 0 or >= end)
            return null;
        return number < milliseconds
            ? DateTimeOffset.FromUnixTimeSeconds(number)
            : DateTimeOffset.FromUnixTimeMilliseconds(number);
    }
}
