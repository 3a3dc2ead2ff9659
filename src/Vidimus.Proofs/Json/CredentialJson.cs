using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>
/// The one door for JSON from outside: the same strictness as canonicalization, so that no two readers of a document can see
/// different members (RFC 7493; duplicate names, lone surrogates, invalid UTF-8, numbers outside a double, depth over 32).
/// </summary>
public static class CredentialJson
{
    /// <summary>
    /// Reads a JSON object. False with a sentence for people when the text is longer than <paramref name="maxBytes"/>, is not
    /// strict JSON, or is not an object. The element owns its memory.
    /// </summary>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8Json,
        int maxBytes,
        out JsonElement element,
        out string reason
    )
    {
        element = default;
        if (utf8Json.Length > maxBytes)
        {
            reason = $"The document is larger than {maxBytes} bytes.";
            return false;
        }
        if (!Jcs.IsStrict(utf8Json, out reason))
        {
            return false;
        }
        var options = new JsonDocumentOptions { MaxDepth = Jcs.MaxDepth };
        var parsed = JsonElement.Parse(utf8Json, options);
        if (parsed.ValueKind != JsonValueKind.Object)
        {
            reason = "The document is not a JSON object.";
            return false;
        }
        element = parsed;
        return true;
    }
}
