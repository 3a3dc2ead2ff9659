using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.JsonLd;

/// <summary>How text with a direction becomes RDF (JSON-LD 1.1 API, section 9.3, <c>rdfDirection</c>).</summary>
internal enum RdfDirection
{
    None,
    I18nDatatype,
    CompoundLiteral,
}

internal readonly record struct RdfOptions(
    bool Safe = false,
    RdfDirection Direction = RdfDirection.None,
    bool Generalized = false
);

/// <summary>
/// Writes an expanded document as quads (JSON-LD 1.1 API, section 8.1). The standard's detour over a node map only merges
/// nodes of the same name, which a set of quads does by itself.
/// </summary>
internal sealed partial class RdfEmitter(RdfDataset dataset, Work work, RdfOptions options)
{
    private readonly Dictionary<string, RdfTerm> blanks = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Graph, string Id), object> indexes = [];

    /// <summary>Where quads go; a graph whose name is no IRI takes none.</summary>
    private readonly record struct Place(RdfTerm Graph, string Name, bool Discard, int Depth)
    {
        public Place Deeper() => this with { Depth = Depth + 1 };
    }

    public void Document(List<object> expanded)
    {
        foreach (var item in expanded)
        {
            Node((LdMap)item, new Place(default, "", false, 0));
        }
    }

    /// <summary>Writes a node and all below it; null when its name is no IRI, so that nothing can refer to it.</summary>
    private RdfTerm? Node(LdMap node, Place place)
    {
        Work.CheckDepth(place.Depth);
        work.Take(1);
        var named = node.TryGetValue("@id", out var name);
        var id = name as string;
        var subject =
            id is not null ? Resource(id, "relative subject reference")
            : named ? null
            : dataset.NewBlank();
        CheckIndex(node, id, place);
        foreach (var (property, value) in node)
        {
            switch (property)
            {
                case "@type":
                    Types(subject, LdMap.AsList(value), place);
                    break;
                case "@graph":
                    Graph(subject, id ?? $"_:{subject?.Start}", LdMap.AsList(value), place);
                    break;
                case "@included":
                    LdMap.AsList(value).ForEach(item => Node((LdMap)item, place.Deeper()));
                    break;
                case "@reverse":
                    Reversed(subject, (LdMap)value, place);
                    break;
                case var _ when !Keywords.Contains(property):
                    Property(subject, property, LdMap.AsList(value), place);
                    break;
            }
        }

        return subject;
    }

    private void CheckIndex(LdMap node, string? id, Place place)
    {
        if (id is null || !node.TryGetValue("@index", out var index))
        {
            return;
        }

        if (!indexes.TryAdd((place.Name, id), index) && !Equals(indexes[(place.Name, id)], index))
        {
            throw new JsonLdException("conflicting indexes", id);
        }
    }

    private void Types(RdfTerm? subject, List<object> types, Place place)
    {
        foreach (var type in types)
        {
            Add(
                subject,
                Vocabulary.Type,
                Resource((string)type, LinkedDataProblem.TypeRelative),
                place
            );
        }
    }

    private void Graph(RdfTerm? name, string label, List<object> items, Place place)
    {
        var inner = new Place(name ?? default, label, name is null, place.Depth + 1);
        items.ForEach(item => Node((LdMap)item, inner));
    }

    private void Reversed(RdfTerm? subject, LdMap reversed, Place place)
    {
        foreach (var (property, values) in reversed)
        {
            var predicate = Predicate(property);
            foreach (var value in LdMap.AsList(values))
            {
                Add(Node((LdMap)value, place.Deeper()), predicate, subject, place);
            }
        }
    }

    private void Property(RdfTerm? subject, string property, List<object> values, Place place)
    {
        var predicate = Predicate(property);
        foreach (var value in values)
        {
            Add(subject, predicate, Object((LdMap)value, place.Deeper()), place);
        }
    }

    private RdfTerm? Object(LdMap value, Place place)
    {
        if (value.IsValue)
        {
            return Literal(value, place);
        }

        return value.TryGetValue("@list", out var list)
            ? List(LdMap.AsList(list), place)
            : Node(value, place);
    }

    private RdfTerm List(List<object> items, Place place)
    {
        Work.CheckDepth(place.Depth);
        var head = Vocabulary.Nil;
        for (var i = items.Count - 1; i >= 0; i--)
        {
            var cell = dataset.NewBlank();
            Add(cell, Vocabulary.First, Object((LdMap)items[i], place.Deeper()), place);
            Add(cell, Vocabulary.Rest, head, place);
            head = cell;
        }

        return head;
    }

    private RdfTerm? Predicate(string property)
    {
        if (!Iri.IsBlank(property))
        {
            return Resource(property, "relative predicate reference");
        }

        if (options.Generalized)
        {
            return Resource(property, "");
        }

        return options.Safe ? throw new JsonLdException("blank node predicate", property) : null;
    }

    private RdfTerm? Resource(string name, string code)
    {
        if (Iri.IsBlank(name))
        {
            if (!blanks.TryGetValue(name, out var blank))
            {
                blanks[name] = blank = dataset.NewBlank();
            }

            return blank;
        }

        if (Iri.IsWellFormed(name))
        {
            return dataset.Iri(name);
        }

        if (!options.Safe)
        {
            return null;
        }

        throw new JsonLdException(
            code == "relative subject reference" ? LinkedDataProblem.ObjectRelative : code,
            name
        );
    }

    private void Add(RdfTerm? subject, RdfTerm? predicate, RdfTerm? value, Place place)
    {
        work.Take(1);
        if (subject is { } s && predicate is { } p && value is { } o && !place.Discard)
        {
            dataset.Add(s, p, o, place.Graph);
        }
    }
}
