using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Enumerations in their wire form: exactly the contract's words (the framework's own converter ignores case and takes numbers).</summary>
internal sealed class WireEnum<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Words = Enum.GetValues<T>()
        .ToDictionary(v => v, Word);
    private static readonly Dictionary<string, T> Values = Words.ToDictionary(
        w => w.Value,
        w => w.Key
    );

    public static string Of(T value) => Words[value];

    public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String
        && Values.TryGetValue(reader.GetString()!, out var value)
            ? value
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Of(value));

    private static string Word(T value) =>
        typeof(T)
            .GetField(value.ToString())!
            .GetCustomAttribute<JsonStringEnumMemberNameAttribute>()
            ?.Name
        ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>Times in their wire form: ISO 8601, UTC, <c>2026-11-22T10:00:00.000Z</c>.</summary>
internal sealed class WireTime : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(
        ref Utf8JsonReader reader,
        Type type,
        JsonSerializerOptions options
    ) =>
        reader.TokenType is JsonTokenType.String
        && DateTimeOffset.TryParseExact(
            reader.GetString(),
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : throw new JsonException();

    public static string Of(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public override void Write(
        Utf8JsonWriter writer,
        DateTimeOffset value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(Of(value));
}

/// <summary>A minted secret, which the wire carries once.</summary>
internal sealed class WireSecret : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        try
        {
            return Secret.Of(reader.GetString() ?? "");
        }
        catch (Exception exception)
            when (exception is ArgumentException or InvalidOperationException)
        {
            throw new JsonException();
        }
    }

    /// <summary>Redacted: an object that holds a secret may be logged as JSON too.</summary>
    public override void Write(
        Utf8JsonWriter writer,
        Secret value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(value.ToString());
}
