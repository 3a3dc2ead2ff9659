using System.Globalization;
using System.Text.Json.Nodes;

namespace Vidimus.Portal.Policies;

/// <summary>Members of an answer in Verity's words: what is missing or of another kind is nothing.</summary>
internal static class Answered
{
    public static string? Text(this JsonNode? from, string name) =>
        (from as JsonObject)?[name] switch
        {
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            JsonValue value when value.TryGetValue<decimal>(out var number) => number.ToString(
                CultureInfo.InvariantCulture
            ),
            _ => null,
        };

    public static long? Number(this JsonNode? from, string name) =>
        (from as JsonObject)?[name] is JsonValue value && value.TryGetValue<long>(out var number)
            ? number
            : null;

    public static bool Yes(this JsonNode? from, string name) =>
        (from as JsonObject)?[name] is JsonValue value
        && value.TryGetValue<bool>(out var yes)
        && yes;

    public static DateTimeOffset? Time(this JsonNode? from, string name) =>
        DateTimeOffset.TryParse(
            from.Text(name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at
            : null;

    public static IReadOnlyList<JsonObject> Objects(this JsonNode? from, string name) =>
        ((from as JsonObject)?[name] as JsonArray).Objects();

    public static IReadOnlyList<JsonObject> Objects(this JsonArray? list) =>
        [.. (list ?? []).OfType<JsonObject>()];

    public static IReadOnlyList<string> Texts(this JsonNode? from, string name) =>
        [
            .. ((from as JsonObject)?[name] as JsonArray ?? [])
                .OfType<JsonValue>()
                .Select(v => v.TryGetValue<string>(out var text) ? text : null)
                .OfType<string>(),
        ];

    /// <summary>An address that a page may lead to; what publishers state may be anything.</summary>
    public static string? Link(this JsonNode? from, string name) =>
        from.Text(name) is { } text
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is ("https" or "http")
            ? url.AbsoluteUri
            : null;
}
