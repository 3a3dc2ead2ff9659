namespace Vidimus.Proofs.JsonLd;

/// <summary>
/// An object of an expanded document. Its values are <see cref="string"/>, <see cref="LdMap"/>, <c>List&lt;object&gt;</c>, or a
/// <see cref="System.Text.Json.JsonElement"/> where JSON-LD keeps JSON as it stands (native scalars and JSON literals).
/// </summary>
internal sealed class LdMap() : Dictionary<string, object>(StringComparer.Ordinal)
{
    /// <summary>The name of a node that was named by a reserved word: it has a name, but none that can be said.</summary>
    public static readonly object Null = System.Text.Json.JsonDocument.Parse("null").RootElement;

    public bool IsValue => ContainsKey("@value");
    public bool IsList => ContainsKey("@list");

    /// <summary>An object with @graph and otherwise at most @id, @index and @context (Syntax, section 9.4).</summary>
    public bool IsGraph =>
        ContainsKey("@graph") && Keys.All(k => k is "@graph" or "@id" or "@index" or "@context");

    /// <summary>A node object: neither value, list nor set.</summary>
    public bool IsNode => !IsValue && !IsList && !ContainsKey("@set");

    /// <summary>"Add value" of JSON-LD API, section 5.6, always as an array.</summary>
    public void Append(string key, object value)
    {
        if (!TryGetValue(key, out var existing))
        {
            existing = new List<object>();
            this[key] = existing;
        }
        else if (existing is not List<object>)
        {
            existing = new List<object> { existing };
            this[key] = existing;
        }

        if (value is List<object> many)
        {
            ((List<object>)existing).AddRange(many);
        }
        else
        {
            ((List<object>)existing).Add(value);
        }
    }

    public static List<object> AsList(object? value) =>
        value switch
        {
            null => [],
            List<object> list => list,
            _ => [value],
        };
}
