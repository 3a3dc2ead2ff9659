using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Reads the keywords of one schema object, refusing a value that is not of the keyword's kind.</summary>
internal readonly struct SchemaReader(
    SchemaCompiler compiler,
    JsonElement schema,
    SchemaPlace place
)
{
    internal SchemaPlace Place => place;

    internal bool Has(string keyword, out JsonElement value) =>
        schema.TryGetProperty(keyword, out value);

    internal SchemaRefusedException Wrong(string keyword, string expected) =>
        new($"'{keyword}' must be {expected}.", place.At(keyword));

    /// <summary>A count; 3.0 is one, and a count too large for an integer is as good as the largest.</summary>
    internal int? Count(string keyword)
    {
        if (!Has(keyword, out var value))
        {
            return null;
        }
        return
            value.ValueKind == JsonValueKind.Number
            && ExactNumber.TryRead(JsonMarshal.GetRawUtf8Value(value), out var number)
            && number.IsWhole
            && number.CompareTo(default) >= 0
            ? number.ToCount()
            : throw Wrong(keyword, "a whole number from 0");
    }

    internal bool Flag(string keyword)
    {
        if (!Has(keyword, out var value))
        {
            return false;
        }
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Wrong(keyword, "true or false");
    }

    internal string? Text(string keyword)
    {
        if (!Has(keyword, out var value))
        {
            return null;
        }
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Wrong(keyword, "text");
    }

    internal SchemaPattern Pattern(string source, SchemaPlace at) => compiler.Pattern(source, at);

    internal SchemaNode? Node(string keyword) =>
        Has(keyword, out var value) ? compiler.Node(value, place.At(keyword)) : null;

    internal SchemaNode[]? Nodes(string keyword)
    {
        if (!Has(keyword, out var value))
        {
            return null;
        }
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            throw Wrong(keyword, "a list of at least one schema");
        }
        var nodes = new SchemaNode[value.GetArrayLength()];
        var list = place.At(keyword);
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            nodes[index] = compiler.Node(item, list.At(index));
        }
        return nodes;
    }

    internal List<(string Name, SchemaNode Schema)> Map(string keyword)
    {
        var map = new List<(string, SchemaNode)>();
        foreach (var (name, value) in Members(keyword))
        {
            map.Add((name, compiler.Node(value, place.At(keyword).At(name))));
        }
        return map;
    }

    internal string[] Names(string keyword) =>
        Has(keyword, out var value) ? Names(value, keyword, place.At(keyword)) : [];

    internal List<(string Name, string[] Names)> NamesByName(string keyword)
    {
        var map = new List<(string, string[])>();
        foreach (var (name, value) in Members(keyword))
        {
            map.Add((name, Names(value, keyword, place.At(keyword).At(name))));
        }
        return map;
    }

    internal string[] Names(JsonElement list, string keyword, SchemaPlace at)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var isFine =
            list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray()
                .All(each =>
                    each.ValueKind == JsonValueKind.String && names.Add(each.GetString()!)
                );
        return isFine
            ? [.. names]
            : throw new SchemaRefusedException(
                $"'{keyword}' must be a list of different names.",
                at
            );
    }

    private List<(string Name, JsonElement Value)> Members(string keyword)
    {
        if (!Has(keyword, out var value))
        {
            return [];
        }
        return value.ValueKind == JsonValueKind.Object
            ? [.. value.EnumerateObject().Select(member => (member.Name, member.Value))]
            : throw Wrong(keyword, "an object");
    }
}
