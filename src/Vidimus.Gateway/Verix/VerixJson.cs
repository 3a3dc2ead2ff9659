using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Gateway;

/// <summary>
/// Reads Verix's answers, whose exact names are not all published: a member may be in camelCase or snake_case, and what is
/// absent is unknown.
/// </summary>
internal static class VerixJson
{
    public static JsonElement? Member(JsonElement from, string camel)
    {
        if (from.ValueKind is not JsonValueKind.Object)
            return null;
        foreach (
            var name in (ReadOnlySpan<string>)
                [camel, JsonNamingPolicy.SnakeCaseLower.ConvertName(camel)]
        )
            if (
                from.TryGetProperty(name, out var value)
                && value.ValueKind is not JsonValueKind.Null
            )
                return value;
        return null;
    }

    public static string? Text(JsonElement from, string camel) =>
        Member(from, camel) switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => null,
        };

    public static long? Number(JsonElement from, string camel) =>
        Member(from, camel) switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) =>
                value,
            { ValueKind: JsonValueKind.String } text
                when long.TryParse(
                    text.GetString(),
                    NumberStyles.Integer,
                    CultureInfo.InvariantCulture,
                    out var value
                ) => value,
            _ => null,
        };

    public static DateTimeOffset? Time(JsonElement from, string camel) =>
        Member(from, camel) switch
        {
            { ValueKind: JsonValueKind.String } text
                when DateTimeOffset.TryParse(
                    text.GetString(),
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var time
                ) => time,
            { ValueKind: JsonValueKind.Number } unix
                when unix.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_800 =>
                DateTimeOffset.FromUnixTimeSeconds(seconds),
            _ => null,
        };

    /// <summary>The items of a list, whether it stands alone or under one of these names.</summary>
    public static JsonElement[] Items(JsonElement from, params string[] names)
    {
        if (from.ValueKind is JsonValueKind.Array)
            return [.. from.EnumerateArray()];
        foreach (var name in names)
            if (Member(from, name) is { ValueKind: JsonValueKind.Array } list)
                return [.. list.EnumerateArray()];
        return [];
    }

    public static JsonObject? Object(JsonElement from, string camel) =>
        Member(from, camel) is { ValueKind: JsonValueKind.Object } found
        && found.EnumerateObject().Any()
            ? JsonObject.Create(found)
            : null;

    /// <summary>A time as our contract writes it.</summary>
    public static JsonNode? Written(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
