using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Language, index, id, type and graph maps (JSON-LD 1.1 API, section 5.1.2, steps 13.7 and 13.8).</summary>
internal sealed partial class Expander
{
    private List<object> ExpandLanguageMap(Frame frame, TermDefinition term, JsonElement map)
    {
        var result = new List<object>();
        var direction = term.HasDirection ? term.Direction : frame.Active.Direction;
        foreach (var entry in Entries(map))
        {
            var language =
                contexts.Expand(frame.Active, entry.Name, vocab: true) == "@none"
                    ? null
                    : entry.Name;
            IEnumerable<JsonElement> items =
                entry.Value.ValueKind == JsonValueKind.Array
                    ? entry.Value.EnumerateArray()
                    : [entry.Value];
            foreach (var item in items)
            {
                if (item.ValueKind == JsonValueKind.Null)
                {
                    continue;
                }

                if (item.ValueKind != JsonValueKind.String)
                {
                    throw new JsonLdException("invalid language map value", item.GetRawText());
                }

                var value = new LdMap { ["@value"] = item };
                if (language is not null)
                {
                    value["@language"] = language;
                }

                if (direction is not null)
                {
                    value["@direction"] = direction;
                }

                result.Add(value);
            }
        }

        return result;
    }

    private List<object> ExpandIndexMap(
        Frame frame,
        TermDefinition term,
        string name,
        JsonElement map
    )
    {
        var result = new List<object>();
        foreach (var entry in Entries(map))
        {
            var context = MapContext(frame.Active, term, entry.Name);
            var index = contexts.Expand(frame.Active, entry.Name, vocab: true);
            var expanded = Expand(context, name, entry.Value, frame.Depth + 1, fromMap: true);
            foreach (var item in LdMap.AsList(expanded))
            {
                result.Add(Indexed(frame, term, entry.Name, index, item));
            }
        }

        return result;
    }

    private ActiveContext MapContext(ActiveContext active, TermDefinition term, string index)
    {
        if (!term.Has(Containers.Id) && !term.Has(Containers.Type))
        {
            return active;
        }

        var context = active.Previous ?? active;
        return term.Has(Containers.Type) && context.Find(index) is { Context: not null } type
            ? contexts.OfType(context, type, propagate: true)
            : active;
    }

    private LdMap Indexed(
        Frame frame,
        TermDefinition term,
        string name,
        string? index,
        object value
    )
    {
        var item = (LdMap)value;
        if (term.Has(Containers.Graph) && !item.IsGraph)
        {
            item = new LdMap { ["@graph"] = LdMap.AsList(item) };
        }

        if (index == "@none")
        {
            return item;
        }

        if (term.Has(Containers.Index) && term.Index is not (null or "@index"))
        {
            IndexByProperty(frame, term.Index, name, item);
        }
        else if (term.Has(Containers.Index) && !item.ContainsKey("@index"))
        {
            Dropped("@index has no place in RDF", name);
            item["@index"] = name;
        }
        else if (term.Has(Containers.Id) && !item.ContainsKey("@id"))
        {
            var iri = contexts.Expand(frame.Active, name, documentRelative: true);
            if (safe && (iri is null || !(Iri.IsBlank(iri) || Iri.IsWellFormed(iri))))
            {
                throw new JsonLdException(LinkedDataProblem.IdRelative, name);
            }

            item["@id"] = iri ?? name;
        }
        else if (term.Has(Containers.Type) && index is not null)
        {
            item["@type"] = (List<object>)[index, .. LdMap.AsList(item.GetValueOrDefault("@type"))];
        }

        return item;
    }

    private void IndexByProperty(Frame frame, string indexKey, string name, LdMap item)
    {
        var iri = contexts.Expand(frame.Active, indexKey, vocab: true)!;
        var value = ExpandValue(
            frame.Active,
            indexKey,
            JsonSerializer.SerializeToElement(name, TextJson.Default.String)
        );
        item[iri] = (List<object>)[value, .. LdMap.AsList(item.GetValueOrDefault(iri))];
        if (item.IsValue)
        {
            throw new JsonLdException("invalid value object", indexKey);
        }
    }
}
