using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>The entries of an object (JSON-LD 1.1 API, section 5.1.2, steps 13 and 14).</summary>
internal sealed partial class Expander
{
    private void ExpandEntries(Frame frame, JsonProperty[] entries)
    {
        List<JsonProperty>? nests = null;
        var isValue = Names is not null && entries.Any(e => e.NameEquals("@value"));
        foreach (var entry in entries)
        {
            if (entry.Name == "@context")
            {
                continue;
            }

            var expanded = contexts.Expand(frame.Active, entry.Name, vocab: true);
            if (expanded is not null)
            {
                CheckName(frame, entry, expanded, isValue);
            }

            if (expanded is null || !(expanded.Contains(':') || Keywords.Contains(expanded)))
            {
                if (safe)
                {
                    throw new JsonLdException(LinkedDataProblem.PropertyUndefined, entry.Name);
                }
            }
            else if (expanded == "@nest")
            {
                CheckKeyword(frame, expanded);
                (nests ??= []).Add(entry);
            }
            else if (Keywords.Contains(expanded))
            {
                CheckKeyword(frame, expanded);
                ExpandKeyword(frame, expanded, entry.Value);
            }
            else
            {
                ExpandProperty(frame, expanded, entry.Name, entry.Value);
            }
        }

        foreach (var nest in nests ?? [])
        {
            ExpandNest(frame, nest);
        }
    }

    private static void CheckKeyword(Frame frame, string keyword)
    {
        if (frame.Property == "@reverse")
        {
            throw new JsonLdException("invalid reverse property map", keyword);
        }

        if (keyword is not ("@included" or "@type") && frame.Result.ContainsKey(keyword))
        {
            throw new JsonLdException("colliding keywords", keyword);
        }
    }

    private void ExpandNest(Frame frame, JsonProperty nest)
    {
        Work.CheckDepth(frame.Depth + 1);
        var active = frame.Active.Find(nest.Name) is { Context: not null } term
            ? contexts.OfProperty(frame.Active, term)
            : frame.Active;
        IEnumerable<JsonElement> values =
            nest.Value.ValueKind == JsonValueKind.Array
                ? nest.Value.EnumerateArray()
                : [nest.Value];
        foreach (var value in values)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                throw new JsonLdException("invalid @nest value", nest.Name);
            }

            var entries = Entries(value);
            if (entries.Any(e => contexts.Expand(active, e.Name, vocab: true) == "@value"))
            {
                throw new JsonLdException("invalid @nest value", nest.Name);
            }

            ExpandEntries(frame.Nested(active), entries);
        }
    }

    private void ExpandProperty(Frame frame, string iri, string name, JsonElement value)
    {
        var term = frame.Active.Find(name);
        var expanded = ExpandContained(frame, term, name, value);
        if (expanded is null)
        {
            return;
        }

        if (term is not null && term.Has(Containers.List) && expanded is not LdMap { IsList: true })
        {
            expanded = new LdMap { ["@list"] = LdMap.AsList(expanded) };
        }

        if (
            term is not null
            && term.Has(Containers.Graph)
            && !term.Has(Containers.Id)
            && !term.Has(Containers.Index)
        )
        {
            expanded = LdMap
                .AsList(expanded)
                .ConvertAll(object (item) => new LdMap { ["@graph"] = LdMap.AsList(item) });
        }

        if (term is { Reverse: true })
        {
            AddReversed(frame, iri, LdMap.AsList(expanded));
        }
        else
        {
            frame.Result.Append(iri, expanded);
        }
    }

    private object? ExpandContained(
        Frame frame,
        TermDefinition? term,
        string name,
        JsonElement value
    )
    {
        if (term?.Type == "@json")
        {
            return new LdMap { ["@value"] = value, ["@type"] = "@json" };
        }

        if (term is null || value.ValueKind != JsonValueKind.Object)
        {
            return Expand(frame.Active, name, value, frame.Depth + 1);
        }

        if (term.Has(Containers.Language))
        {
            return ExpandLanguageMap(frame, term, value);
        }

        return term.Has(Containers.Index) || term.Has(Containers.Type) || term.Has(Containers.Id)
            ? ExpandIndexMap(frame, term, name, value)
            : Expand(frame.Active, name, value, frame.Depth + 1);
    }

    private static void AddReversed(Frame frame, string iri, List<object> items)
    {
        if (!frame.Result.TryGetValue("@reverse", out var reversed))
        {
            frame.Result["@reverse"] = reversed = new LdMap();
        }

        foreach (var item in items)
        {
            if (item is LdMap { IsValue: true } or LdMap { IsList: true })
            {
                throw new JsonLdException("invalid reverse property value", iri);
            }

            ((LdMap)reversed).Append(iri, item);
        }
    }
}
