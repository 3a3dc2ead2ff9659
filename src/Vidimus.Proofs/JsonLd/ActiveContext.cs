namespace Vidimus.Proofs.JsonLd;

/// <summary>
/// The meaning of names at one place of a document (JSON-LD 1.1 API, section 4.1). A context is filled while it is processed
/// and never changed afterwards; term definitions are shared between contexts.
/// </summary>
internal sealed class ActiveContext
{
    private ActiveContext(Dictionary<string, TermDefinition> terms) => Terms = terms;

    public Dictionary<string, TermDefinition> Terms { get; }
    public string? Base { get; set; }
    public string? OriginalBase { get; private init; }
    public string? Vocab { get; set; }
    public string? Language { get; set; }
    public string? Direction { get; set; }

    /// <summary>What holds again in the next node object, when this context does not propagate.</summary>
    public ActiveContext? Previous { get; set; }

    /// <summary>Made only of contexts of the closed set, so that what follows from it may be remembered.</summary>
    public bool Bundled { get; set; }

    public static ActiveContext Initial(string? documentBase, bool bundled = false) =>
        new(new Dictionary<string, TermDefinition>(StringComparer.Ordinal))
        {
            Base = documentBase,
            OriginalBase = documentBase,
            Bundled = bundled,
        };

    public TermDefinition? Find(string term) => Terms.GetValueOrDefault(term);

    public ActiveContext Copy() =>
        new(new Dictionary<string, TermDefinition>(Terms, StringComparer.Ordinal))
        {
            Base = Base,
            OriginalBase = OriginalBase,
            Vocab = Vocab,
            Language = Language,
            Direction = Direction,
            Previous = Previous,
            Bundled = Bundled,
        };
}
