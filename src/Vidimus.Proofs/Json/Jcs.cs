using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Vidimus.Proofs;

/// <summary>
/// The JSON Canonicalization Scheme (RFC 8785), strictly on I-JSON (RFC 7493): duplicate names, lone surrogates, invalid UTF-8,
/// numbers outside a double and nesting deeper than 32 are refused with a <see cref="JsonException"/>.
/// </summary>
public static class Jcs
{
    /// <summary>How many objects and arrays may stand inside one another.</summary>
    public const int MaxDepth = 32;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    /// <summary>The canonical UTF-8 bytes of a parsed document or a part of one.</summary>
    /// <exception cref="JsonException">The JSON has no canonical form.</exception>
    public static byte[] Canonicalize(JsonElement element) =>
        Canonicalize(JsonMarshal.GetRawUtf8Value(element));

    /// <summary>The canonical UTF-8 bytes of a JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON or has no canonical form.</exception>
    public static byte[] Canonicalize(ReadOnlySpan<byte> utf8Json)
    {
        var writer = JcsWriter.Rent();
        Transcribe(utf8Json, writer, default);
        var canonical = writer.Written.ToArray();
        writer.Return();
        return canonical;
    }

    /// <summary>The canonical UTF-8 bytes of a JSON tree; <c>null</c> is JSON's null.</summary>
    /// <exception cref="JsonException">The JSON has no canonical form.</exception>
    public static byte[] Canonicalize(JsonNode? node)
    {
        var writer = JcsWriter.Rent();
        JcsTree.Write(writer, node, default);
        var canonical = writer.Written.ToArray();
        writer.Return();
        return canonical;
    }

    /// <summary>Writes the SHA-256 of the canonical form, one member of the outermost object left out.</summary>
    internal static void Hash(JsonElement element, ReadOnlySpan<byte> without, Span<byte> digest)
    {
        var writer = JcsWriter.Rent();
        Transcribe(JsonMarshal.GetRawUtf8Value(element), writer, without);
        SHA256.HashData(writer.Written, digest);
        writer.Return();
    }

    /// <inheritdoc cref="Hash(JsonElement, ReadOnlySpan{byte}, Span{byte})"/>
    internal static void Hash(JsonNode node, string? without, Span<byte> digest)
    {
        var writer = JcsWriter.Rent();
        JcsTree.Write(writer, node, without);
        SHA256.HashData(writer.Written, digest);
        writer.Return();
    }

    /// <summary>Whether the text is JSON that this class would canonicalize.</summary>
    internal static bool IsStrict(ReadOnlySpan<byte> utf8Json, out string reason)
    {
        try
        {
            var writer = JcsWriter.Rent();
            Transcribe(utf8Json, writer, default);
            writer.Return();
            reason = "";
            return true;
        }
        catch (JsonException refused)
        {
            reason = refused.Message;
            return false;
        }
    }

    private static void Transcribe(
        ReadOnlySpan<byte> utf8Json,
        JcsWriter writer,
        ReadOnlySpan<byte> without
    )
    {
        if (!Utf8.IsValid(utf8Json))
        {
            throw new JsonException("The text is not valid UTF-8.");
        }
        var reader = new Utf8JsonReader(utf8Json, ReaderOptions);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            WriteObject(ref reader, writer, without);
        }
        else
        {
            WriteValue(ref reader, writer);
        }
        // Anything but white space after the value makes the reader throw.
        reader.Read();
    }

    private static void WriteValue(ref Utf8JsonReader reader, JcsWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader, writer, default);
                break;
            case JsonTokenType.StartArray:
                WriteArray(ref reader, writer);
                break;
            case JsonTokenType.String:
                WriteString(ref reader, writer);
                break;
            case JsonTokenType.Number when JcsNumber.IsCanonicalInteger(reader.ValueSpan):
                writer.Write(reader.ValueSpan);
                break;
            case JsonTokenType.Number:
                writer.WriteNumber(JcsNumber.Parse(reader.ValueSpan));
                break;
            default:
                // true, false and null are written as they are read.
                writer.Write(reader.ValueSpan);
                break;
        }
    }

    private static void WriteObject(
        ref Utf8JsonReader reader,
        JcsWriter writer,
        ReadOnlySpan<byte> without
    )
    {
        var opened = writer.BeginObject();
        var leftOut = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.ValueIsEscaped ? writer.Unescape(ref reader) : reader.ValueSpan;
            if (!without.IsEmpty && name.SequenceEqual(without))
            {
                // The member left out must be as unambiguous as the rest.
                leftOut = leftOut
                    ? throw new JsonException("A member name occurs twice in one object.")
                    : true;
                reader.Skip();
                continue;
            }
            var member = writer.BeginMember(opened, name);
            reader.Read();
            WriteValue(ref reader, writer);
            writer.EndMember(member);
        }
        writer.EndObject(opened);
    }

    private static void WriteArray(ref Utf8JsonReader reader, JcsWriter writer)
    {
        writer.Put((byte)'[');
        for (
            var first = true;
            reader.Read() && reader.TokenType != JsonTokenType.EndArray;
            first = false
        )
        {
            if (!first)
            {
                writer.Put((byte)',');
            }
            WriteValue(ref reader, writer);
        }
        writer.Put((byte)']');
    }

    private static void WriteString(ref Utf8JsonReader reader, JcsWriter writer)
    {
        if (reader.ValueIsEscaped)
        {
            writer.WriteString(writer.Unescape(ref reader));
            return;
        }
        // A JSON string without a backslash holds nothing that canonical JSON escapes.
        writer.Put((byte)'"');
        writer.Write(reader.ValueSpan);
        writer.Put((byte)'"');
    }
}
