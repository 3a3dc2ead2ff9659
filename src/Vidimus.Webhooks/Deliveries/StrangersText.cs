using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// Writes a text that strangers wrote so that it stays text wherever the JSON is put: the characters that mean something in
/// HTML and scripts are escaped (OWASP Cross Site Scripting Prevention, "Safe Sinks").
/// </summary>
internal sealed class StrangersText : JsonConverter<string?>
{
    public override string? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options)
    {
        if (value is null)
            writer.WriteNullValue();
        else
            writer.WriteStringValue(JsonEncodedText.Encode(value, JavaScriptEncoder.Default));
    }
}
