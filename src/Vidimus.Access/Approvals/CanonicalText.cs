using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vidimus.Platform.Json;

namespace Vidimus.Access.Approvals;

/// <summary>
/// A request as one text, the same for requests that say the same: members in the order of their names, no white space,
/// numbers as they were written. It is what the digest is of, and what the person who decides reads.
/// </summary>
internal static class CanonicalText
{
    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The whole request; null where its body is no text that a person could read.</summary>
    public static string? Of(AskedRequest asked)
    {
        var (method, path, query, contentType, body, stored) = asked;
        var buffer = new ArrayBufferWriter<byte>(body.Length + 256);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("method", method);
            json.WriteString("path", path);
            if (query.Length > 0)
                json.WriteString("query", query);
            if (body.Length > 0 && !WriteBody(json, contentType, body))
                return null;
            if (stored is { } work)
            {
                json.WritePropertyName("worksOn");
                Write(json, work);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>
    /// SHA-256 in hex of the request: of its text, or where there is none of all its parts as they came. What the digest is
    /// of begins with which of the two it is, so that no body can be made to stand for the text of another request.
    /// </summary>
    public static string Digest(AskedRequest asked, string? text) =>
        ApprovalCaller.Hash(
            text is not null
                ? $"text\n{text}"
                : $"parts\n{JsonSerializer.Serialize(new[] { asked.Method, asked.Path, asked.Query, asked.ContentType, asked.Stored?.GetRawText() })}\n{Convert.ToHexStringLower(SHA256.HashData(asked.Body))}"
        );

    private static bool WriteBody(Utf8JsonWriter json, string? contentType, byte[] body)
    {
        var type = (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        json.WriteString("contentType", type);
        if (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal))
        {
            try
            {
                using var parsed = JsonDocument.Parse(body, VidimusJson.Document);
                json.WritePropertyName("body");
                Write(json, parsed.RootElement);
                return true;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return false;
            }
        }
        try
        {
            var text = Strict.GetString(body);
            if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
                return false;
            json.WriteString("body", text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (
                    var member in value
                        .EnumerateObject()
                        .OrderBy(m => m.Name, StringComparer.Ordinal)
                )
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(json, item);
                json.WriteEndArray();
                break;
            case JsonValueKind.Number:
                json.WriteRawValue(value.GetRawText());
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}

/// <summary>A request that is asked about.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path.</param>
/// <param name="Query">Its query, with the question mark.</param>
/// <param name="ContentType">Type of its body, as it came.</param>
/// <param name="Body">Its body.</param>
/// <param name="Stored">What it works on, for a route with <see cref="StoredWork"/>.</param>
internal sealed record AskedRequest(
    string Method,
    string Path,
    string Query,
    string? ContentType,
    byte[] Body,
    JsonElement? Stored
);
