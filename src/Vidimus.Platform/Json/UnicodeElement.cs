using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vidimus.Platform.Json;

/// <summary>
/// Reads JSON of any shape whose texts and names can all be held: half of a surrogate pair, which JSON can write
/// (RFC 8259, section 8.2) and a text cannot hold, is refused by the member it is in.
/// </summary>
public sealed class UnicodeElement : JsonConverter<JsonElement>
{
    /// <inheritdoc/>
    public override JsonElement Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        var texts = reader;
        var element = JsonElement.ParseValue(ref reader);
        do
        {
            if (
                texts.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                && texts.ValueIsEscaped
                && !CanBeHeld(ref texts)
            )
                throw new JsonException("must be valid Unicode text");
        } while (texts.BytesConsumed < reader.BytesConsumed && texts.Read());
        return element;
    }

    /// <inheritdoc/>
    public override void Write(
        Utf8JsonWriter writer,
        JsonElement value,
        JsonSerializerOptions options
    ) => value.WriteTo(writer);

    private static bool CanBeHeld(ref Utf8JsonReader text)
    {
        try
        {
            return text.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
