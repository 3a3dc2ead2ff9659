using System.Security.Cryptography;
using System.Text.Json;

namespace Vidimus.Gateway;

/// <summary>Arguments of a call in one form, whatever the order of their members.</summary>
internal static class Arguments
{
    /// <summary>What is outside the digest: the same call keeps its digest when it is repeated with its approval.</summary>
    private static readonly string[] Outside = ["approvalId", "idempotencyKey"];

    /// <summary>SHA-256 over the arguments, members in the order of their names.</summary>
    public static string Digest(JsonElement arguments) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Canonical(arguments, Outside)));

    /// <summary>The arguments as text, members in the order of their names.</summary>
    public static string Text(JsonElement arguments) =>
        System.Text.Encoding.UTF8.GetString(Canonical(arguments, []));

    /// <summary>A member of the arguments that is a text.</summary>
    public static string? Member(JsonElement arguments, string name) =>
        arguments.ValueKind is JsonValueKind.Object
        && arguments.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static byte[] Canonical(JsonElement arguments, string[] without)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            if (arguments.ValueKind is JsonValueKind.Undefined)
                json.WriteNullValue();
            else
                Write(json, arguments, without);
        }
        return buffer.ToArray();
    }

    // The protocol's reader bounds how deep arguments may be.
    private static void Write(Utf8JsonWriter json, JsonElement value, string[] without)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (
                    var member in value
                        .EnumerateObject()
                        .Where(m => !without.Contains(m.Name))
                        .OrderBy(m => m.Name, StringComparer.Ordinal)
                )
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value, []);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(json, item, []);
                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
