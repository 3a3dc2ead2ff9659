using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>What a term says beside its IRI (JSON-LD 1.1 API, section 4.2.2, steps 12 and 19 to 25).</summary>
internal sealed partial class ContextProcessor
{
    private void SetType(
        ActiveContext active,
        LocalContext local,
        TermDefinition definition,
        Dictionary<string, JsonElement> entries
    )
    {
        if (!entries.TryGetValue("@type", out var type))
        {
            return;
        }

        var text = type.ValueKind == JsonValueKind.String ? type.GetString()! : null;
        var iri = text is null
            ? null
            : Expand(active, text, documentRelative: false, vocab: true, local);
        if (
            iri is null
            || !(
                iri is "@id" or "@vocab" or "@json" or "@none"
                || (!Iri.IsBlank(iri) && Iri.IsAbsolute(iri))
            )
        )
        {
            throw new JsonLdException("invalid type mapping", type.GetRawText());
        }

        definition.Type = iri;
    }

    private static void SetContainer(
        TermDefinition definition,
        Dictionary<string, JsonElement> entries,
        string term
    )
    {
        if (!entries.TryGetValue("@container", out var container))
        {
            return;
        }

        var kinds = Containers.None;
        IEnumerable<JsonElement> items =
            container.ValueKind == JsonValueKind.Array ? container.EnumerateArray() : [container];
        foreach (var item in items)
        {
            kinds |= Container(item, term);
        }

        if (!IsAllowed(kinds, container))
        {
            throw new JsonLdException("invalid container mapping", term);
        }

        definition.Containers = kinds;
        if (definition.Has(Containers.Type))
        {
            definition.Type ??= "@id";
            if (definition.Type is not ("@id" or "@vocab"))
            {
                throw new JsonLdException("invalid type mapping", term);
            }
        }
    }

    private static Containers Container(JsonElement item, string term) =>
        (item.ValueKind == JsonValueKind.String ? item.GetString() : null) switch
        {
            "@graph" => Containers.Graph,
            "@id" => Containers.Id,
            "@index" => Containers.Index,
            "@language" => Containers.Language,
            "@list" => Containers.List,
            "@set" => Containers.Set,
            "@type" => Containers.Type,
            _ => throw new JsonLdException("invalid container mapping", term),
        };

    /// <summary>One kind alone; or @set with one other that is not @list; or @graph with @id or @index, and @set or not.</summary>
    private static bool IsAllowed(Containers kinds, JsonElement stated)
    {
        if (stated.ValueKind == JsonValueKind.Array && stated.GetArrayLength() == 0)
        {
            return false;
        }

        var rest = kinds & ~Containers.Set;
        if ((rest & Containers.Graph) != 0)
        {
            rest &= ~Containers.Graph;
            return rest is Containers.None or Containers.Id or Containers.Index;
        }

        return rest
                is Containers.None
                    or Containers.Id
                    or Containers.Index
                    or Containers.Language
                    or Containers.Type
            || (rest == Containers.List && kinds == rest);
    }

    private void SetIndex(
        ActiveContext active,
        LocalContext local,
        TermDefinition definition,
        Dictionary<string, JsonElement> entries,
        string term
    )
    {
        if (!entries.TryGetValue("@index", out var index))
        {
            return;
        }

        var text = index.ValueKind == JsonValueKind.String ? index.GetString()! : null;
        var iri = text is null
            ? null
            : Expand(active, text, documentRelative: false, vocab: true, local);
        if (
            !definition.Has(Containers.Index)
            || iri is null
            || Keywords.Contains(iri)
            || !Iri.IsAbsolute(iri)
        )
        {
            throw new JsonLdException("invalid term definition", term);
        }

        definition.Index = text;
    }

    private void SetContext(
        ActiveContext active,
        LocalContext local,
        TermDefinition definition,
        Dictionary<string, JsonElement> entries,
        string term
    )
    {
        if (!entries.TryGetValue("@context", out var context))
        {
            return;
        }

        try
        {
            // Only to find errors now: the result differs at each place where the term is used.
            Process(
                active,
                context,
                local.Origin with
                {
                    OverrideProtected = true,
                    Propagate = true,
                    ValidateScoped = false,
                }
            );
        }
        catch (JsonLdException e)
            when (e.Problem.Code
                    is not (LinkedDataProblem.ContextUnknown or LinkedDataProblem.TooComplex)
            )
        {
            throw new JsonLdException("invalid scoped context", $"{term}: {e.Problem.Code}");
        }

        definition.Context = context;
        definition.ContextBase = local.Origin.BaseUrl;
    }

    private static void SetText(TermDefinition definition, Dictionary<string, JsonElement> entries)
    {
        if (entries.TryGetValue("@language", out var language) && definition.Type is null)
        {
            definition.HasLanguage = true;
            definition.Language = StringOrNull(language, "invalid language mapping");
        }

        if (entries.TryGetValue("@direction", out var direction) && definition.Type is null)
        {
            definition.HasDirection = true;
            definition.Direction = DirectionOrNull(direction);
        }
    }

    private static void SetNestAndPrefix(
        TermDefinition definition,
        Dictionary<string, JsonElement> entries,
        string term
    )
    {
        if (entries.TryGetValue("@nest", out var nest))
        {
            definition.Nest = StringOrNull(nest, "invalid @nest value");
            if (
                definition.Nest is null
                || (Keywords.Contains(definition.Nest) && definition.Nest != "@nest")
            )
            {
                throw new JsonLdException("invalid @nest value", term);
            }
        }

        if (!entries.TryGetValue("@prefix", out var prefix))
        {
            return;
        }

        if (term.Contains(':') || term.Contains('/'))
        {
            throw new JsonLdException("invalid term definition", term);
        }

        definition.Prefix = Boolean(prefix, "invalid @prefix value");
        if (definition.Prefix && definition.Iri is not null && Keywords.Contains(definition.Iri))
        {
            throw new JsonLdException("invalid term definition", term);
        }
    }
}
