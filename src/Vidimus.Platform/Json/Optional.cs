using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vidimus.Platform.Json;

/// <summary>
/// A member of a partial update: left out means unchanged, <c>null</c> means cleared (as in JSON Merge Patch,
/// RFC 7396). A record's parameter of this type takes no default value: left out it is not given anyway, and the
/// schema exporter cannot write the default of a structure.
/// </summary>
public readonly struct Optional<T>
{
    /// <summary>A member that was given.</summary>
    public Optional(T? value)
    {
        IsGiven = true;
        Value = value;
    }

    /// <summary>True when the member stands in the request, even as null.</summary>
    public bool IsGiven { get; }

    /// <summary>The value given, or null.</summary>
    public T? Value { get; }

    /// <summary>The value given, else <paramref name="current"/>.</summary>
    public T? Or(T? current) => IsGiven ? Value : current;

    /// <summary>A member that was given.</summary>
    public static implicit operator Optional<T>(T? value) => new(value);
}

internal sealed class OptionalConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType
        && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    public override JsonConverter CreateConverter(
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        (JsonConverter)
            Activator.CreateInstance(
                typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()[0])
            )!;

    private sealed class Converter<T> : JsonConverter<Optional<T>>
    {
        public override bool HandleNull => true;

        public override Optional<T> Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        )
        {
            try
            {
                return new(
                    reader.TokenType == JsonTokenType.Null
                        ? default
                        : JsonSerializer.Deserialize<T>(ref reader, options)
                );
            }
            catch (JsonException e)
            {
                // The inner path begins anew at this value; without one of its own the outer exception names the member.
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(
            Utf8JsonWriter writer,
            Optional<T> value,
            JsonSerializerOptions options
        ) => JsonSerializer.Serialize(writer, value.Value, options);
    }
}
