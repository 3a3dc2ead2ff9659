using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary>Writes messages of JSON-RPC, each on one line.</summary>
internal static class Messages
{
    private static readonly JsonWriterOptions Plain = new()
    {
        // Nothing of this is ever part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 256,
    };

    private static readonly JsonEncodedText Version = JsonEncodedText.Encode("2.0");

    /// <summary>The answer to a request; <paramref name="members"/> writes those of its result.</summary>
    public static ReadOnlyMemory<byte> Result<T>(
        string id,
        bool modern,
        T what,
        Action<Utf8JsonWriter, T> members
    )
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = Begin(buffer);
        Id(json, id);
        json.WriteStartObject("result"u8);
        if (modern)
            json.WriteString("resultType"u8, "complete"u8);
        members(json, what);
        json.WriteEndObject();
        return End(json, buffer);
    }

    /// <summary>The answer to a call that waits for its client (multi-round-trip requests).</summary>
    public static ReadOnlyMemory<byte> InputRequired(
        string id,
        JsonElement? requests,
        string? sealedState
    )
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = Begin(buffer);
        Id(json, id);
        json.WriteStartObject("result"u8);
        json.WriteString("resultType"u8, "input_required"u8);
        if (requests is { } asked)
            Element(json, "inputRequests", asked);
        if (sealedState is not null)
            json.WriteString("requestState"u8, sealedState);
        json.WriteEndObject();
        return End(json, buffer);
    }

    public static ReadOnlyMemory<byte> Error(
        string? id,
        int code,
        string message,
        JsonElement? details = null
    )
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = Begin(buffer);
        Id(json, id);
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, code);
        json.WriteString("message"u8, message);
        if (details is { } data)
            Element(json, "data", data);
        json.WriteEndObject();
        return End(json, buffer);
    }

    public static ReadOnlyMemory<byte> Notification<T>(
        string method,
        T what,
        Action<Utf8JsonWriter, T> members
    )
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = Begin(buffer);
        json.WriteString("method"u8, method);
        json.WriteStartObject("params"u8);
        members(json, what);
        json.WriteEndObject();
        return End(json, buffer);
    }

    public static ReadOnlyMemory<byte> Request(string id, string method, JsonElement parameters)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = Begin(buffer);
        json.WriteString("id"u8, id);
        json.WriteString("method"u8, method);
        Element(json, "params", parameters);
        return End(json, buffer);
    }

    /// <summary>A small piece of JSON for the <c>data</c> of an error or the parameters of a request.</summary>
    public static JsonElement Piece<T>(T what, Action<Utf8JsonWriter, T> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        members(json, what);
        json.WriteEndObject();
        json.Flush();
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>Writes it anew, without the spaces it may have come with.</summary>
    public static void Element(Utf8JsonWriter json, string name, JsonElement element)
    {
        json.WritePropertyName(name);
        element.WriteTo(json);
    }

    private static Utf8JsonWriter Begin(ArrayBufferWriter<byte> buffer)
    {
        var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, Version);
        return json;
    }

    private static void Id(Utf8JsonWriter json, string? id)
    {
        json.WritePropertyName("id"u8);
        json.WriteRawValue(id ?? "null", skipInputValidation: true);
    }

    private static ReadOnlyMemory<byte> End(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer)
    {
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
