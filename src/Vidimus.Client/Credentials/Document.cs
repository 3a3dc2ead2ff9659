using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>The forms a signed credential is kept in.</summary>
[JsonConverter(typeof(WireEnum<DocumentForm>))]
public enum DocumentForm
{
    /// <summary>JSON with an embedded proof (<c>application/vc</c>).</summary>
    Json,

    /// <summary>A signed token (<c>application/vc+jwt</c>).</summary>
    Jwt,
}

/// <summary>A credential exactly as signed.</summary>
/// <param name="Form">Its form.</param>
/// <param name="Bytes">The bytes as they came; any change breaks the signature of some forms.</param>
public sealed record CredentialDocument(DocumentForm Form, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The bytes as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>The installation's signed statement that it issued a credential (compact JWS, RFC 7515).</summary>
/// <param name="Jws">The whole, to keep; its key is at <c>/.well-known/jwks.json</c>.</param>
/// <param name="Payload">What it says; the signature is not checked here.</param>
public sealed record Receipt(string Jws, JsonObject Payload);

/// <summary>Reads answers that are documents rather than JSON of the contract.</summary>
internal static class Documents
{
    public static string MediaType(DocumentForm form) =>
        form is DocumentForm.Json ? "application/vc" : "application/vc+jwt";

    public static CredentialDocument Read(Call call, Answer answer, DocumentForm form)
    {
        MustBe(call, answer, MediaType(form));
        var fits =
            form is DocumentForm.Json
                ? Object(answer.Body) is not null
                : Payload(answer) is not null;
        return fits
            ? new CredentialDocument(form, answer.Body)
            : throw Failures.Unexpected(call, answer, "not a document of that form");
    }

    public static Receipt Receipt(Call call, Answer answer)
    {
        MustBe(call, answer, "application/jose");
        return Payload(answer) is { } payload
            ? new Receipt(Encoding.ASCII.GetString(answer.Body).Trim(), payload)
            : throw Failures.Unexpected(call, answer, "not a compact JWS");
    }

    private static void MustBe(Call call, Answer answer, string type)
    {
        if (!string.Equals(answer.ContentType, type, StringComparison.OrdinalIgnoreCase))
            throw Failures.Unexpected(
                call,
                answer,
                $"content type {answer.ContentType ?? "absent"}"
            );
    }

    private static JsonObject? Payload(Answer answer)
    {
        var parts = Encoding.UTF8.GetString(answer.Body).Trim().Split('.');
        return
            parts.Length == 3
            && parts.All(p => p.Length > 0 && Base64Url.IsValid(p))
            && Object(Base64Url.DecodeFromChars(parts[0])) is not null
            ? Object(Base64Url.DecodeFromChars(parts[1]))
            : null;
    }

    private static JsonObject? Object(byte[] json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            // Not JSON: the caller says what it should have been.
            return null;
        }
    }
}
