namespace Vidimus.Proofs.JsonLd;

/// <summary>IRI expansion (JSON-LD 1.1 API, section 5.2.2).</summary>
internal sealed partial class ContextProcessor
{
    /// <summary>Null when the name is reserved or a context took its meaning away.</summary>
    public string? Expand(
        ActiveContext active,
        string value,
        bool documentRelative = false,
        bool vocab = false
    ) => Expand(active, value, documentRelative, vocab, null);

    private string? Expand(
        ActiveContext active,
        string value,
        bool documentRelative,
        bool vocab,
        LocalContext? local
    )
    {
        if (Keywords.Contains(value))
        {
            return value;
        }

        if (Keywords.HasForm(value))
        {
            return null;
        }

        DefineFirst(active, local, value);
        if (
            active.Find(value) is { } term
            && (vocab || (term.Iri is not null && Keywords.Contains(term.Iri)))
        )
        {
            return term.Iri;
        }

        var colon = value.IndexOf(':');
        if (colon > 0)
        {
            var prefix = value[..colon];
            if (prefix == "_" || value.AsSpan(colon + 1).StartsWith("//"))
            {
                return value;
            }

            DefineFirst(active, local, prefix);
            if (active.Find(prefix) is { Iri: not null, Prefix: true } expansion)
            {
                return expansion.Iri + value[(colon + 1)..];
            }

            if (Iri.IsAbsolute(value))
            {
                return value;
            }
        }

        if (vocab && active.Vocab is not null)
        {
            return active.Vocab + value;
        }

        return documentRelative ? Iri.Resolve(active.Base, value) : value;
    }

    /// <summary>While a context is processed, a name may lean on a term further down in it.</summary>
    private void DefineFirst(ActiveContext active, LocalContext? local, string term)
    {
        if (
            local is not null
            && local.Entries.ContainsKey(term)
            && !(local.Defined.TryGetValue(term, out var done) && done)
        )
        {
            CreateTerm(active, local, term);
        }
    }
}
