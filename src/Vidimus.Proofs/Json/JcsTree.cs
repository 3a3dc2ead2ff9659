using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>Canonical JSON (RFC 8785) of a <see cref="JsonNode"/> tree.</summary>
internal static class JcsTree
{
    internal static void Write(JcsWriter writer, JsonNode? node, string? without)
    {
        try
        {
            WriteValue(writer, node, without, 0);
        }
        catch (InvalidOperationException invalid)
        {
            // A string made from text is decoded only when it is first read.
            throw new JsonException(
                "A string holds a lone surrogate (RFC 8785 section 3.2.2.2).",
                invalid
            );
        }
        catch (ArgumentException duplicate)
        {
            // A JsonObject made from text finds its duplicate names only when it is first read.
            throw new JsonException(
                "A member name occurs twice in one object (RFC 7493 section 2.3).",
                duplicate
            );
        }
    }

    private static void WriteValue(JcsWriter writer, JsonNode? node, string? without, int depth)
    {
        switch (node)
        {
            case null:
                writer.Write("null"u8);
                break;
            case JsonObject members:
                WriteObject(writer, members, without, Deeper(depth));
                break;
            case JsonArray items:
                WriteArray(writer, items, Deeper(depth));
                break;
            case JsonValue value:
                WriteScalar(writer, value);
                break;
        }
    }

    private static int Deeper(int depth) =>
        depth < Jcs.MaxDepth
            ? depth + 1
            : throw new JsonException($"The JSON is nested deeper than {Jcs.MaxDepth} levels.");

    private static void WriteObject(
        JcsWriter writer,
        JsonObject members,
        string? without,
        int depth
    )
    {
        var opened = writer.BeginObject();
        foreach (var (name, value) in members)
        {
            if (name == without)
            {
                continue;
            }
            var member = writer.BeginMember(opened, writer.ToUtf8(name));
            WriteValue(writer, value, null, depth);
            writer.EndMember(member);
        }
        writer.EndObject(opened);
    }

    private static void WriteArray(JcsWriter writer, JsonArray items, int depth)
    {
        writer.Put((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                writer.Put((byte)',');
            }
            WriteValue(writer, items[i], null, depth);
        }
        writer.Put((byte)']');
    }

    private static void WriteScalar(JcsWriter writer, JsonValue value)
    {
        if (value.TryGetValue(out string? text))
        {
            // A value read from text decodes its escapes here and refuses lone surrogates itself.
            writer.WriteString(writer.ToUtf8(text));
        }
        else if (value.TryGetValue(out bool truth))
        {
            writer.Write(truth ? "true"u8 : "false"u8);
        }
        else if (value.TryGetValue(out int whole))
        {
            writer.WriteNumber(whole);
        }
        else
        {
            WriteRare(writer, value);
        }
    }

    private static void WriteRare(JcsWriter writer, JsonValue value)
    {
        if (value.TryGetValue(out JsonElement element))
        {
            writer.WriteNumber(JcsNumber.Parse(JsonMarshal.GetRawUtf8Value(element)));
        }
        else if (value.TryGetValue(out double number))
        {
            writer.WriteNumber(number);
        }
        else
        {
            // Dates, decimals, long integers and the like: as the serializer writes them, then canonically.
            writer.Write(Jcs.Canonicalize(Encoding.UTF8.GetBytes(value.ToJsonString())));
        }
    }
}
