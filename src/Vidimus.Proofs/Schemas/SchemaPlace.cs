using System.Text;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>A place in a schema, kept as a chain so that long names are not copied for every place under them.</summary>
internal sealed class SchemaPlace
{
    private readonly SchemaPlace? parent;
    private readonly string token;

    private SchemaPlace(SchemaPlace? parent, string token)
    {
        this.parent = parent;
        this.token = token;
    }

    internal static SchemaPlace Root { get; } = new(null, "");

    internal SchemaPlace At(string name) => new(this, name);

    internal SchemaPlace At(int index) => new(this, index.ToString());

    /// <summary>The place as a JSON Pointer (RFC 6901).</summary>
    internal string Pointer()
    {
        var tokens = new Stack<string>();
        for (var at = this; at.parent is not null; at = at.parent)
        {
            tokens.Push(at.token);
        }
        var pointer = new StringBuilder();
        foreach (var each in tokens)
        {
            pointer.Append('/').Append(each.Replace("~", "~0").Replace("/", "~1"));
        }
        return pointer.ToString();
    }

    /// <summary>Finds what a JSON Pointer names in a document.</summary>
    internal static bool TryFind(JsonElement root, string pointer, out JsonElement found)
    {
        found = root;
        foreach (var token in pointer.Split('/').Skip(1))
        {
            var name = token.Replace("~1", "/").Replace("~0", "~");
            var isThere = found.ValueKind switch
            {
                JsonValueKind.Object => found.TryGetProperty(name, out found),
                JsonValueKind.Array => TryGetItem(name, ref found),
                _ => false,
            };
            if (!isThere)
            {
                return false;
            }
        }
        return true;
    }

    private static bool TryGetItem(string name, ref JsonElement list)
    {
        var isIndex =
            int.TryParse(name, out var index)
            && index >= 0
            && index < list.GetArrayLength()
            && name == index.ToString();
        list = isIndex ? list[index] : list;
        return isIndex;
    }
}

/// <summary>Ends the compilation of a schema; never leaves <see cref="JsonSchema.TryCompile"/>.</summary>
internal sealed class SchemaRefusedException(string reason, SchemaPlace place) : Exception(reason)
{
    internal SchemaPlace Place { get; } = place;
}
