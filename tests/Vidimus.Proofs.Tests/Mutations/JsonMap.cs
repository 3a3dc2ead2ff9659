using System.Text;
using System.Text.Json;

namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>Where members and values stand in a JSON text, so that it can be damaged without being written anew.</summary>
internal sealed class JsonMap
{
    internal sealed record Span(int Start, int End);

    /// <summary>A member from its name to its value's end.</summary>
    internal sealed record Member(string Name, Span NameAt, Span Value, int Parent);

    private JsonMap(byte[] text) => Text = text;

    internal byte[] Text { get; }
    internal List<Member> Members { get; } = [];
    internal List<Span> Values { get; } = [];
    internal List<Span> Strings { get; } = [];

    /// <summary>Behind the opening brace of each object, and whether it has members.</summary>
    internal List<(int At, bool Any)> Objects { get; } = [];

    internal static JsonMap Of(byte[] text)
    {
        var map = new JsonMap(text);
        var reader = new Utf8JsonReader(text);
        reader.Read();
        map.Value(ref reader);
        return map;
    }

    private Span Value(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            Object(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Value(ref reader);
            }
        }
        var span = new Span(start, (int)reader.BytesConsumed);
        Values.Add(span);
        if (reader.TokenType == JsonTokenType.String)
        {
            Strings.Add(span);
        }
        return span;
    }

    private void Object(ref Utf8JsonReader reader)
    {
        var parent = (int)reader.TokenStartIndex;
        var any = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            any = true;
            var name = new Span(
                (int)reader.TokenStartIndex,
                (int)reader.TokenStartIndex + reader.ValueSpan.Length + 2
            );
            var text = Encoding.UTF8.GetString(reader.ValueSpan);
            reader.Read();
            Members.Add(new Member(text, name, Value(ref reader), parent));
        }
        Objects.Add((parent + 1, any));
    }
}
