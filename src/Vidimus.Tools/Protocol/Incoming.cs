using System.Text.Json;
using System.Text.Unicode;

namespace Vidimus.Tools.Protocol;

/// <summary>
/// A message of JSON-RPC 2.0 as it came in: one object, no member twice, no deeper than needed, valid Unicode throughout, so
/// that nobody behind this has to think of any of it.
/// </summary>
internal sealed class Incoming : IDisposable
{
    private const int Deepest = 64;
    private const int LongestId = 256;

    // A member that stands there twice is one for the check and another for the reader.
    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = Deepest,
        AllowDuplicateProperties = false,
    };

    private readonly JsonDocument? _document;

    private Incoming(JsonDocument document)
    {
        _document = document;
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            Wrong =
                root.ValueKind == JsonValueKind.Array
                    ? "Batches are not taken: send one message in each request."
                    : "The message must be a JSON object.";
            return;
        }
        Root = root;
        Wrong = Read(root);
    }

    private Incoming(string wrong) => (Wrong, IsBroken) = (wrong, true);

    /// <summary>What is wrong with it; null for a message that can be looked at.</summary>
    public string? Wrong { get; }

    /// <summary>Whether it is not even JSON.</summary>
    public bool IsBroken { get; }

    public JsonElement Root { get; }

    /// <summary>The id as JSON, to be sent back to the letter; null in a notification.</summary>
    public string? Id { get; private set; }

    /// <summary>Null in an answer.</summary>
    public string? Method { get; private set; }

    /// <summary>An object, or undefined.</summary>
    public JsonElement Params { get; private set; }

    /// <summary><c>params._meta</c>: an object, or undefined.</summary>
    public JsonElement Meta { get; private set; }

    public bool IsRequest => Method is not null && Id is not null;

    public static Incoming Parse(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
            return new("The message is not valid UTF-8.");
        try
        {
            var document = JsonDocument.Parse(utf8, Strict);
            if (!HasLoneSurrogate(utf8.Span))
                return new(document);
            document.Dispose();
            return new("A text in the message is not valid Unicode.");
        }
        catch (JsonException e)
        {
            return new(
                e.Message.Contains("uplicate", StringComparison.Ordinal)
                    ? "The message has a member twice."
                    : $"The message is not JSON, or nested deeper than {Deepest}, near line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0}."
            );
        }
    }

    public void Dispose() => _document?.Dispose();

    private string? Read(JsonElement root)
    {
        if (!root.TryGetProperty("jsonrpc", out var version) || !version.IsText("2.0"))
            return "The message must have \"jsonrpc\": \"2.0\".";
        if (root.TryGetProperty("id", out var id))
        {
            if (!IsId(id))
                return "An id must be a text or a whole number.";
            Id = id.GetRawText();
        }
        if (root.TryGetProperty("params", out var parameters))
        {
            if (parameters.ValueKind != JsonValueKind.Object)
                return "params must be an object.";
            Params = parameters;
            if (parameters.TryGetProperty("_meta", out var meta))
            {
                if (meta.ValueKind != JsonValueKind.Object)
                    return "_meta must be an object.";
                Meta = meta;
            }
        }
        if (root.TryGetProperty("method", out var method))
        {
            if (method.ValueKind != JsonValueKind.String)
                return "method must be a text.";
            Method = method.GetString();
            return null;
        }
        return
            Id is not null
            && root.TryGetProperty("result", out _) != root.TryGetProperty("error", out _)
            ? null
            : "The message is neither a request, nor a notification, nor an answer.";
    }

    private static bool IsId(JsonElement id)
    {
        if (id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            return false;
        var raw = id.GetRawText();
        return raw.Length <= LongestId
            && (id.ValueKind == JsonValueKind.String || raw.AsSpan().IndexOfAny('.', 'e', 'E') < 0);
    }

    /// <summary>Half of a surrogate pair, escaped: JSON allows it, no text can hold it. Rare enough to read once more.</summary>
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("\\ud"u8) < 0 && utf8.IndexOf("\\uD"u8) < 0)
            return false;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    reader.GetString();
            }
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}

internal static class JsonElements
{
    public static bool IsText(this JsonElement element, string text) =>
        element.ValueKind == JsonValueKind.String && element.ValueEquals(text);

    /// <summary>A member's text; null when it is missing or no text.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A member that is an object; undefined otherwise.</summary>
    public static JsonElement Object(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Object
            ? value
            : default;
}
