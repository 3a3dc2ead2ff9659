using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

[Flags]
internal enum Containers
{
    None = 0,
    Graph = 1,
    Id = 2,
    Index = 4,
    Language = 8,
    List = 16,
    Set = 32,
    Type = 64,
}

/// <summary>What a term means in an active context (JSON-LD 1.1 API, section 4.2). Never changed once it is in a context.</summary>
internal sealed class TermDefinition
{
    /// <summary>Null when the context took the term's meaning away by <c>"term": null</c>.</summary>
    public string? Iri { get; set; }
    public bool Prefix { get; set; }
    public bool Protected { get; set; }
    public bool Reverse { get; set; }
    public Containers Containers { get; set; }
    public string? Type { get; set; }

    /// <summary>Whether <see cref="Language"/> was stated, since a stated null differs from silence.</summary>
    public bool HasLanguage { get; set; }
    public string? Language { get; set; }
    public bool HasDirection { get; set; }
    public string? Direction { get; set; }
    public string? Index { get; set; }
    public string? Nest { get; set; }

    /// <summary>The scoped context, and the address its relative references resolve against.</summary>
    public JsonElement? Context { get; set; }
    public string? ContextBase { get; set; }

    public bool Has(Containers kind) => (Containers & kind) != 0;

    /// <summary>Equal in everything but protection (section 4.2.2, step 27).</summary>
    public bool MeansTheSameAs(TermDefinition other) =>
        Iri == other.Iri
        && Prefix == other.Prefix
        && Reverse == other.Reverse
        && Containers == other.Containers
        && Type == other.Type
        && HasLanguage == other.HasLanguage
        && Language == other.Language
        && HasDirection == other.HasDirection
        && Direction == other.Direction
        && Index == other.Index
        && Nest == other.Nest
        && SameContext(other);

    public TermDefinition AsProtected()
    {
        var copy = (TermDefinition)MemberwiseClone();
        copy.Protected = true;
        return copy;
    }

    private bool SameContext(TermDefinition other) =>
        (Context, other.Context) switch
        {
            (null, null) => true,
            ({ } mine, { } theirs) => JsonElement.DeepEquals(mine, theirs),
            _ => false,
        };
}
