using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;

namespace Vidimus.Webhooks.Events;

/// <summary>What an event's body is made of.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="OrganizationId">Whose event it is.</param>
/// <param name="EndpointId">Whom it is told to: the organization's one key signs for all its endpoints, and what one got is not for another.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="At">When it happened.</param>
/// <param name="Sequence">Its place among the events of the object.</param>
/// <param name="ResourceType">What it happened to.</param>
/// <param name="ResourceId">Id of that.</param>
/// <param name="ResourceUrl">Where that is read now; null where no address shows it.</param>
/// <param name="Members">The fact's own members, a JSON object.</param>
internal sealed record EventBodyParts(
    string Kind,
    string OrganizationId,
    string EndpointId,
    string Mode,
    DateTimeOffset At,
    long? Sequence,
    string ResourceType,
    string ResourceId,
    string? ResourceUrl,
    string Members
);

/// <summary>Writes the bytes that are signed and sent: compact JSON in UTF-8.</summary>
internal static class EventBody
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(
        string eventId,
        EventBodyParts parts,
        JsonObject? state = null,
        JsonObject? recipient = null
    )
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("id", eventId);
            writer.WriteString("type", parts.Kind);
            writer.WriteString("version", "1");
            writer.WriteString("createdAt", Times.Format(parts.At));
            writer.WriteString("organizationId", parts.OrganizationId);
            writer.WriteString("endpointId", parts.EndpointId);
            writer.WriteString("mode", parts.Mode);
            if (parts.Mode == "test")
                writer.WriteBoolean("test", true);
            if (parts.Sequence is { } sequence)
                writer.WriteNumber("sequence", sequence);
            WriteResource(writer, parts, state, recipient);
            writer.WritePropertyName("data");
            writer.WriteRawValue(parts.Members);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteResource(
        Utf8JsonWriter writer,
        EventBodyParts parts,
        JsonObject? state,
        JsonObject? recipient
    )
    {
        writer.WriteStartObject("resource");
        writer.WriteString("type", parts.ResourceType);
        writer.WriteString("id", parts.ResourceId);
        if (parts.ResourceUrl is { } url)
            writer.WriteString("url", url);
        if (state is not null)
        {
            writer.WritePropertyName("state");
            state.WriteTo(writer, VidimusJson.Native);
        }
        if (recipient is not null)
        {
            writer.WritePropertyName("recipient");
            recipient.WriteTo(writer, VidimusJson.Native);
        }
        writer.WriteEndObject();
    }

    /// <summary>
    /// The body of an order's event, as its contract has it: the same members for every kind. The contract's documentation
    /// names none; these are the ones that its headers and states suggest.
    /// </summary>
    public static byte[] WriteOrder(string orderEventId, EventBodyParts parts)
    {
        using var members = JsonDocument.Parse(parts.Members);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("id", orderEventId);
            writer.WriteString("type", parts.Kind);
            writer.WriteString("createdAt", Times.Format(parts.At));
            writer.WriteStartObject("data");
            writer.WriteString("jobId", parts.ResourceId);
            WriteText(writer, members.RootElement, "status");
            WriteText(writer, members.RootElement, "previousStatus");
            writer.WriteBoolean("isSandbox", parts.Mode == "test");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The id in the form of that contract: <c>evt_</c> and 24 hex digits, the same for every attempt.</summary>
    public static string OrderEventId(string eventId) =>
        $"evt_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(eventId)).AsSpan(0, 12))}";

    private static void WriteText(Utf8JsonWriter writer, JsonElement members, string name)
    {
        if (members.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            writer.WriteString(name, value.GetString());
        else
            writer.WriteNull(name);
    }
}
