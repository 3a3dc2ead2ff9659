using System.Text;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.JsonLd;

/// <summary>What a scalar under a term becomes.</summary>
internal enum ValueForm
{
    Text,
    Typed,
    Iri,
    Vocab,
    Json,
}

/// <summary>What a term is in a compiled context.</summary>
internal enum TermForm
{
    /// <summary>Needs the general processor.</summary>
    General,
    Id,
    Type,
    Property,
    PropertyList,
    PropertyGraph,
}

/// <summary>A term of one context, decided beforehand and with its bytes ready to be copied.</summary>
internal sealed class CompiledTerm
{
    private static readonly byte[] Quote = "\""u8.ToArray();

    public CompiledTerm(string name, TermDefinition definition)
    {
        Name = Encoding.UTF8.GetBytes(name);
        Definition = definition;
        Form = FormOf(definition);
        Value = definition.Type switch
        {
            null or "@none" => ValueForm.Text,
            "@id" => ValueForm.Iri,
            "@vocab" => ValueForm.Vocab,
            "@json" => ValueForm.Json,
            Vocabulary.XsdString => ValueForm.Text,
            _ => ValueForm.Typed,
        };
        Datatype =
            Value == ValueForm.Typed || definition.Type == Vocabulary.XsdString
                ? definition.Type
                : null;
        Tail =
            Value == ValueForm.Typed ? Encoding.UTF8.GetBytes($"\"^^<{definition.Type}>") : Quote;
        Iri = IsName(definition.Iri) ? Vocabulary.Term(definition.Iri!) : default;
    }

    public byte[] Name { get; }
    public TermDefinition Definition { get; }

    /// <summary>Counts the terms of a context, so that a name used twice in an object can be noticed.</summary>
    public int Number { get; init; }
    public TermForm Form { get; }
    public ValueForm Value { get; }
    public string? Datatype { get; }

    /// <summary>What ends a literal: the quotation mark and the datatype.</summary>
    public byte[] Tail { get; }

    /// <summary>None when the term does not stand for a well-formed IRI.</summary>
    public RdfTerm Iri { get; }
    public bool HasContext => Definition.Context is not null;

    private static bool IsName(string? iri) =>
        iri is not null && !JsonLd.Iri.IsBlank(iri) && JsonLd.Iri.IsWellFormed(iri);

    private static TermForm FormOf(TermDefinition definition)
    {
        if (definition.Iri is "@id" or "@type")
        {
            return definition.Iri == "@id" ? TermForm.Id : TermForm.Type;
        }

        var plain =
            IsName(definition.Iri)
            && definition
                is {
                    Reverse: false,
                    Nest: null,
                    Index: null,
                    HasLanguage: false,
                    HasDirection: false
                }
            && (definition.Type is null || definition.Type[0] == '@' || IsName(definition.Type));
        return !plain
            ? TermForm.General
            : definition.Containers switch
            {
                Containers.None or Containers.Set => TermForm.Property,
                Containers.List => TermForm.PropertyList,
                Containers.Graph or Containers.Graph | Containers.Set => TermForm.PropertyGraph,
                _ => TermForm.General,
            };
    }
}
