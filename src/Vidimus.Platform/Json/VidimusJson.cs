using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Vidimus.Platform.Json;

/// <summary>How JSON is read and written: strictly, in camelCase, with times as ISO 8601 in UTC.</summary>
public static class VidimusJson
{
    /// <summary>
    /// For the native surface: unknown members, repeated names, numbers in strings, comments and trailing commas are
    /// refused; depth at most 32.
    /// </summary>
    public static readonly JsonSerializerOptions Native = Make(
        JsonNamingPolicy.CamelCase,
        JsonUnmappedMemberHandling.Disallow
    );

    /// <summary>As <see cref="Native"/>, for bodies whose standard says to ignore unknown members.</summary>
    public static readonly JsonSerializerOptions Tolerant = Make(
        JsonNamingPolicy.CamelCase,
        JsonUnmappedMemberHandling.Skip
    );

    /// <summary>For surfaces in snake_case.</summary>
    public static readonly JsonSerializerOptions Snake = Make(
        JsonNamingPolicy.SnakeCaseLower,
        JsonUnmappedMemberHandling.Skip
    );

    /// <summary>Options for reading a foreign document without binding it to a type.</summary>
    public static readonly JsonDocumentOptions Document = new()
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
    };

    /// <summary>Applies the native rules to options that the framework made.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 32;
        options.RespectNullableAnnotations = false;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new UtcTimeConverter());
        options.Converters.Add(new OptionalConverterFactory());
    }

    private static JsonSerializerOptions Make(
        JsonNamingPolicy naming,
        JsonUnmappedMemberHandling unknown
    )
    {
        var options = new JsonSerializerOptions
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        Apply(options);
        options.PropertyNamingPolicy = naming;
        options.UnmappedMemberHandling = unknown;
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>Times as <c>2026-11-22T10:00:00.000Z</c>; anything without an offset is refused.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Times.TryParse(text, out var time)
            ? time
            : throw new JsonException("must be a time such as 2026-11-22T10:00:00Z");
    }

    public override void Write(
        Utf8JsonWriter writer,
        DateTimeOffset value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(Times.Format(value));
}

/// <summary>Times on the wire: ISO 8601 (RFC 3339) with an offset.</summary>
public static class Times
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
    ];

    /// <summary>Reads a time that names its offset.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (
            text is null
            || text.Length is < 17 or > 40
            || !(text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
        )
            return false;
        var style = DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(),
            Forms,
            CultureInfo.InvariantCulture,
            style,
            out time
        );
    }

    /// <summary>The last year of a bound.</summary>
    public const int LastYear = 9000;

    private static readonly string[] BoundForms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>
    /// Reads a bound of a list: a time, in UTC where it names no offset, or the beginning of a day. Ids hold milliseconds since
    /// 1970, and a bound may be moved by a moment on the way to them: only those of the years 1970 to <see cref="LastYear"/>.
    /// </summary>
    public static bool TryParseBound(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            BoundForms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        ) && time.Year is >= 1970 and <= LastYear;

    /// <summary>Writes a time in UTC with milliseconds.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
