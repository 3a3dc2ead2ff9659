using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>One disclosure: salt, name (for members of objects) and value (RFC 9901 section 4.2).</summary>
internal sealed class SdJwtDisclosure
{
    private SdJwtDisclosure(string encoded, string? name, JsonElement value)
    {
        Encoded = encoded;
        Name = name;
        Value = value;
        Digest = DigestOf(encoded);
    }

    /// <summary>The disclosure as it travels: base64url of its JSON.</summary>
    internal string Encoded { get; }

    internal string Digest { get; }

    /// <summary>The member's name; null for an element of an array.</summary>
    internal string? Name { get; }

    internal JsonElement Value { get; }

    /// <summary>SHA-256 over the ASCII letters, in base64url (section 4.2.3).</summary>
    internal static string DigestOf(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(text), digest);
        return StrictBase64Url.Encode(digest);
    }

    internal static SdJwtDisclosure Make(byte[] salt, string? name, JsonNode? value)
    {
        var parts = new JsonArray(StrictBase64Url.Encode(salt));
        if (name is not null)
        {
            parts.Add((JsonNode)name);
        }
        parts.Add(value);
        var json = Encoding.UTF8.GetBytes(parts.ToJsonString(PlainJson.Options));
        return new SdJwtDisclosure(StrictBase64Url.Encode(json), name, default);
    }

    internal static bool TryRead(
        string encoded,
        [NotNullWhen(true)] out SdJwtDisclosure? disclosure
    )
    {
        disclosure = null;
        if (
            !StrictBase64Url.TryDecode(encoded, out var json)
            || json.Length == 0
            || !Jcs.IsStrict(json, out _)
        )
        {
            return false;
        }
        var parts = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = Jcs.MaxDepth });
        if (
            parts.ValueKind != JsonValueKind.Array
            || parts.GetArrayLength() is not (2 or 3)
            || parts[0].ValueKind != JsonValueKind.String
        )
        {
            return false;
        }
        string? name = null;
        if (
            parts.GetArrayLength() == 3
            && (!UntrustedJson.TryGetText(parts[1], out name) || SdJwt.ReservedNames.Contains(name))
        )
        {
            return false;
        }
        disclosure = new SdJwtDisclosure(encoded, name, parts[parts.GetArrayLength() - 1]);
        return true;
    }
}
