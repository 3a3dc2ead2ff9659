using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>
/// Expansion (JSON-LD 1.1 API, section 5.1.2). In safe mode whatever the algorithm would drop in silence is an error, because
/// what is dropped is not signed.
/// </summary>
internal sealed partial class Expander(
    ContextProcessor contexts,
    Work work,
    bool safe,
    string? baseUrl
)
{
    /// <summary>One node or value object on its way.</summary>
    private sealed class Frame(
        ActiveContext active,
        string? property,
        ActiveContext typeScoped,
        string? inputType,
        int depth
    )
    {
        public ActiveContext Active { get; } = active;
        public string? Property { get; } = property;

        /// <summary>The context before the types' own, in which the types themselves are read.</summary>
        public ActiveContext TypeScoped { get; } = typeScoped;
        public string? InputType { get; } = inputType;
        public int Depth { get; } = depth;
        public LdMap Result { get; init; } = new();

        public Frame Nested(ActiveContext active) =>
            new(active, Property, TypeScoped, InputType, Depth + 1) { Result = Result };
    }

    public List<object> Document(LinkedDataSource source, ActiveContext initial)
    {
        var active = source.Context is { } context
            ? contexts.Document(initial, context, baseUrl)
            : initial;
        var expanded =
            source.Without is { } left && source.Element.ValueKind == JsonValueKind.Object
                ? ExpandObject(
                    active,
                    null,
                    Entries(source.Element).Where(p => p.Name != left).ToArray(),
                    false,
                    0
                )
                : Expand(active, null, source.Element, 0);
        if (expanded is LdMap { Count: 1 } map && map.TryGetValue("@graph", out var graph))
        {
            expanded = graph;
        }

        return LdMap.AsList(expanded);
    }

    private object? Expand(
        ActiveContext active,
        string? property,
        JsonElement element,
        int depth,
        bool fromMap = false
    )
    {
        Work.CheckDepth(depth);
        work.Take(1);
        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Array:
                return ExpandArray(active, property, element, depth, fromMap);
            case JsonValueKind.Object:
                return ExpandObject(active, property, Entries(element), fromMap, depth);
            default:
                return ExpandScalar(active, property, element);
        }
    }

    private object? ExpandScalar(ActiveContext active, string? property, JsonElement element)
    {
        if (property is null or "@graph")
        {
            return Dropped("free-floating scalar", element.GetRawText());
        }

        if (active.Find(property) is { Context: not null } term)
        {
            active = contexts.OfProperty(active, term);
        }

        return ExpandValue(active, property, element);
    }

    private List<object> ExpandArray(
        ActiveContext active,
        string? property,
        JsonElement element,
        int depth,
        bool fromMap
    )
    {
        var result = new List<object>();
        var isList =
            property is not null && active.Find(property) is { } term && term.Has(Containers.List);
        foreach (var item in element.EnumerateArray())
        {
            CheckItem(item, isList);
            switch (Expand(active, property, item, depth + 1, fromMap))
            {
                case List<object> inner when isList:
                    result.Add(new LdMap { ["@list"] = inner });
                    break;
                case List<object> inner:
                    result.AddRange(inner);
                    break;
                case { } one:
                    result.Add(one);
                    break;
            }
        }

        return result;
    }

    private object? ExpandObject(
        ActiveContext active,
        string? property,
        JsonProperty[] entries,
        bool fromMap,
        int depth
    )
    {
        var term = property is null ? null : active.Find(property);
        if (active.Previous is not null && !fromMap && IsNewNode(active, entries))
        {
            active = active.Previous;
        }

        if (term is { Context: not null })
        {
            active = contexts.OfProperty(active, term);
        }

        foreach (var entry in entries)
        {
            if (entry.NameEquals("@context"))
            {
                active = contexts.Document(active, entry.Value, baseUrl);
            }
        }

        var typeScoped = active;
        active = ApplyTypes(typeScoped, entries, out var inputType);
        var frame = new Frame(active, property, typeScoped, inputType, depth);
        ExpandEntries(frame, entries);
        CheckValueObject(frame.Result, term);
        return Finish(frame);
    }

    /// <summary>A context that does not propagate still holds in value objects and in mere references.</summary>
    private bool IsNewNode(ActiveContext active, JsonProperty[] entries) =>
        !entries.Any(e => contexts.Expand(active, e.Name, vocab: true) == "@value")
        && !(entries.Length == 1 && contexts.Expand(active, entries[0].Name, vocab: true) == "@id");

    private ActiveContext ApplyTypes(
        ActiveContext typeScoped,
        JsonProperty[] entries,
        out string? inputType
    )
    {
        var active = typeScoped;
        inputType = null;
        var first = true;
        foreach (var entry in entries)
        {
            if (contexts.Expand(typeScoped, entry.Name, vocab: true) != "@type")
            {
                continue;
            }

            var types = Strings(entry.Value);
            foreach (var type in types.Order(StringComparer.Ordinal))
            {
                if (typeScoped.Find(type) is { Context: not null } term)
                {
                    active = contexts.OfType(active, term);
                }
            }

            if (first && types.Count > 0)
            {
                inputType = contexts.Expand(active, types[^1], vocab: true);
                first = false;
            }
        }

        return active;
    }

    /// <summary>The entries in order of their names; sorting also brings repeated names together.</summary>
    private static JsonProperty[] Entries(JsonElement element)
    {
        var entries = element.EnumerateObject().ToArray();
        Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].Name == entries[i - 1].Name)
            {
                throw new JsonLdException(LinkedDataProblem.NameRepeated, entries[i].Name);
            }
        }

        return entries;
    }

    private static List<string> Strings(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => value
                .EnumerateArray()
                .Where(v => v.ValueKind == JsonValueKind.String)
                .Select(v => v.GetString()!)
                .ToList(),
            _ => [],
        };

    private object? Dropped(string what, string detail) =>
        safe
            ? throw new JsonLdException(LinkedDataProblem.ValueDropped, $"{what}: {detail}")
            : null;
}
