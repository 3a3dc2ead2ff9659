using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>The IRI of a term (JSON-LD 1.1 API, section 4.2.2, steps 13 to 18).</summary>
internal sealed partial class ContextProcessor
{
    private bool SetReverse(
        ActiveContext active,
        LocalContext local,
        TermDefinition definition,
        Dictionary<string, JsonElement> entries,
        JsonElement reverse
    )
    {
        if (entries.ContainsKey("@id") || entries.ContainsKey("@nest"))
        {
            throw new JsonLdException("invalid reverse property", reverse.GetRawText());
        }

        if (reverse.ValueKind != JsonValueKind.String)
        {
            throw new JsonLdException("invalid IRI mapping", reverse.GetRawText());
        }

        var text = reverse.GetString()!;
        if (Keywords.HasForm(text))
        {
            return Reserved("reserved @reverse value", text);
        }

        definition.Iri = Expand(active, text, documentRelative: false, vocab: true, local);
        if (definition.Iri is null || !definition.Iri.Contains(':'))
        {
            throw new JsonLdException("invalid IRI mapping", text);
        }

        if (
            entries.TryGetValue("@container", out var container)
            && container.ValueKind != JsonValueKind.Null
        )
        {
            definition.Containers =
                container.ValueKind == JsonValueKind.String
                    ? container.GetString() switch
                    {
                        "@set" => Containers.Set,
                        "@index" => Containers.Index,
                        _ => throw new JsonLdException(
                            "invalid reverse property",
                            container.GetRawText()
                        ),
                    }
                    : throw new JsonLdException("invalid reverse property", container.GetRawText());
        }

        SetIndex(active, local, definition, entries, text);
        definition.Reverse = true;
        return true;
    }

    private bool SetIri(
        ActiveContext active,
        LocalContext local,
        TermDefinition definition,
        string term,
        JsonElement? id,
        bool simple
    )
    {
        if (
            id is not { } stated
            || (stated.ValueKind == JsonValueKind.String && stated.ValueEquals(term))
        )
        {
            definition.Iri = ImpliedIri(active, local, term);
            return true;
        }

        if (stated.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (stated.ValueKind != JsonValueKind.String)
        {
            throw new JsonLdException("invalid IRI mapping", term);
        }

        var text = stated.GetString()!;
        if (Keywords.HasForm(text) && !Keywords.Contains(text))
        {
            return Reserved("reserved @id value", text);
        }

        var iri = Expand(active, text, documentRelative: false, vocab: true, local);
        if (iri is null || !(Keywords.Contains(iri) || Iri.IsBlank(iri) || Iri.IsAbsolute(iri)))
        {
            throw new JsonLdException("invalid IRI mapping", term);
        }

        if (iri == "@context")
        {
            throw new JsonLdException("invalid keyword alias", term);
        }

        definition.Iri = iri;
        CheckIriShapedTerm(active, local, term, iri);
        definition.Prefix =
            simple
            && !term.Contains(':')
            && !term.Contains('/')
            && (Iri.IsBlank(iri) || ":/?#[]@".Contains(iri[^1]));
        return true;
    }

    /// <summary>A term that looks like an IRI must mean just that IRI.</summary>
    private void CheckIriShapedTerm(
        ActiveContext active,
        LocalContext local,
        string term,
        string iri
    )
    {
        var inner = term.IndexOf(':', 1);
        if (!term.Contains('/') && (inner < 0 || inner == term.Length - 1))
        {
            return;
        }

        local.Defined[term] = true;
        if (Expand(active, term, documentRelative: false, vocab: true, local) != iri)
        {
            throw new JsonLdException("invalid IRI mapping", term);
        }
    }

    private string ImpliedIri(ActiveContext active, LocalContext local, string term)
    {
        var colon = term.IndexOf(':', 1);
        if (colon > 0)
        {
            var prefix = term[..colon];
            DefineFirst(active, local, prefix);
            return active.Find(prefix) is { Iri: not null } expansion
                ? expansion.Iri + term[(colon + 1)..]
                : term;
        }

        if (term.Contains('/'))
        {
            var iri = Expand(active, term, documentRelative: false, vocab: true);
            return iri is not null && Iri.IsAbsolute(iri)
                ? iri
                : throw new JsonLdException("invalid IRI mapping", term);
        }

        if (term == "@type")
        {
            return term;
        }

        return active.Vocab is not null
            ? active.Vocab + term
            : throw new JsonLdException("invalid IRI mapping", term);
    }
}
