namespace Vidimus.Proofs.JsonLd;

/// <summary>
/// What the contexts of a set call things: for each IRI, and for the keywords they have names of their own for, the names that any of
/// them gives it at any place.
/// </summary>
internal sealed class ContextNames
{
    private readonly Dictionary<string, HashSet<string>> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> visited = new(StringComparer.Ordinal);

    private ContextNames() { }

    public static ContextNames Of(ContextSet set)
    {
        var all = new ContextNames();
        var memory = new ContextMemory(set);
        foreach (var url in set.Urls)
        {
            all.Visit(memory, p => p.Remote(memory.Initial, url));
        }

        return all;
    }

    /// <summary>The names of a keyword, such as <c>id</c> and <c>type</c>.</summary>
    public IReadOnlyCollection<string> OfKeyword(string keyword) =>
        names.GetValueOrDefault(keyword) ?? [];

    /// <summary>
    /// Whether a document may call the IRI by this name. An IRI that the set knows has its names; any other the last part of itself, or
    /// itself whole where the active context has no shorter name for it.
    /// </summary>
    public bool Fit(ActiveContext active, string iri, string name, bool isType)
    {
        if (names.TryGetValue(iri, out var known))
        {
            // Open Badges has one IRI for the property achievement and the type Achievement: the first letter tells which is meant.
            return known.Contains(name)
                && (HasForm(name, isType) || !known.Any(other => HasForm(other, isType)));
        }

        return name == iri
            ? !(
                active.Vocab is { Length: > 0 } vocab
                && iri.StartsWith(vocab, StringComparison.Ordinal)
            ) && !active.Terms.Values.Any(term => term.Iri == iri)
            : iri.AsSpan(iri.AsSpan().LastIndexOfAny('#', '/', ':') + 1).SequenceEqual(name);
    }

    private static bool HasForm(string name, bool isType) =>
        char.IsAsciiLetterUpper(name[0]) == isType;

    private void Visit(ContextMemory memory, Func<ContextProcessor, ActiveContext> derive)
    {
        var processor = new ContextProcessor(memory, new Work(), safe: true);
        ActiveContext active;
        try
        {
            active = derive(processor);
        }
        catch (JsonLdException)
        {
            // A context that cannot stand here gives no names here; where it is used, its error is reported.
            return;
        }

        foreach (var (name, term) in active.Terms)
        {
            if (term.Iri is { } iri)
            {
                if (!names.TryGetValue(iri, out var known))
                {
                    names[iri] = known = new HashSet<string>(StringComparer.Ordinal);
                }

                known.Add(name);
            }

            if (term.Context is { } scoped && visited.Add(scoped.GetRawText() + term.ContextBase))
            {
                Visit(memory, p => p.OfProperty(active, term));
            }
        }
    }
}
