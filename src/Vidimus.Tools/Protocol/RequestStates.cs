using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary>
/// The state of a call between its rounds, which the client keeps: bound to caller, door, method, name and arguments, and good
/// for a while. Using one twice is for what it stands for to prevent: an approval is used up.
/// </summary>
internal sealed class RequestStates(Seal seal, TimeProvider clock, TimeSpan lasts)
{
    /// <summary>What a state is about: a person's approval, or something of the tool's own.</summary>
    public const char Approval = 'a';
    public const char Own = 'o';

    public string Close(char kind, string state, DateTimeOffset? until, string boundTo)
    {
        var end = clock.GetUtcNow() + lasts;
        if (until < end)
            end = until.Value;
        return seal.Close(
            Encoding.UTF8.GetBytes($"{end.ToUnixTimeMilliseconds()} {kind}{state}"),
            boundTo
        );
    }

    public (char Kind, string State)? Open(string text, string boundTo)
    {
        if (seal.Open(text, boundTo) is not { } plain)
            return null;
        var content = Encoding.UTF8.GetString(plain);
        var space = content.IndexOf(' ', StringComparison.Ordinal);
        if (
            space < 0
            || !long.TryParse(content.AsSpan(0, space), out var end)
            || clock.GetUtcNow().ToUnixTimeMilliseconds() >= end
        )
            return null;
        return (content[space + 1], content[(space + 2)..]);
    }

    /// <summary>What a state of this call is bound to.</summary>
    public static string Binding(
        McpSession session,
        string caller,
        string method,
        string name,
        JsonElement arguments
    ) =>
        string.Join(
            '\n',
            "state",
            session.Toolset,
            session.ReadOnly ? "read" : "all",
            caller,
            method,
            name,
            Digest(arguments)
        );

    /// <summary>The same for the same arguments, however their members are ordered and spaced.</summary>
    private static string Digest(JsonElement arguments)
    {
        if (arguments.ValueKind == JsonValueKind.Undefined)
            return "";
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
            Canonical(json, arguments);
        return Convert.ToHexString(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void Canonical(Utf8JsonWriter json, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (
                    var member in element
                        .EnumerateObject()
                        .OrderBy(m => m.Name, StringComparer.Ordinal)
                )
                {
                    json.WritePropertyName(member.Name);
                    Canonical(json, member.Value);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Canonical(json, item);
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(element.GetString());
                break;
            default:
                element.WriteTo(json);
                break;
        }
    }
}
