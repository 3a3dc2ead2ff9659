using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Portal;

/// <summary>JSON as people read it.</summary>
internal static class JsonText
{
    // For a page that escapes what it shows: then letters may stand as they are.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text in lines; as it is when it is no JSON.</summary>
    public static string Of(string text)
    {
        try
        {
            return JsonNode.Parse(text)?.ToJsonString(Readable) ?? text;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return text;
        }
    }
}
