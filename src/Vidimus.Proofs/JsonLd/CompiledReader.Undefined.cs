using System.Text.Json;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Properties under a vocabulary alone in the compiled path, such as a subject's own members.</summary>
internal sealed partial class CompiledReader
{
    /// <summary>Names without a term are compared one by one, so an object with very many is left to the general processor.</summary>
    private const int MaxUndefined = 64;

    /// <summary>A property no context defines: with a vocabulary it has an IRI, without one it is an error.</summary>
    private bool ReadUndefined(
        ReadOnlySpan<byte> name,
        int start,
        int index,
        CompiledContext context,
        RdfTerm subject,
        RdfTerm graph,
        int depth
    )
    {
        if (
            index - start > MaxUndefined
            || context.Vocab is null
            || name.ContainsAnyExcept(NameBytes)
        )
        {
            return false;
        }

        for (var i = start; i < index; i++)
        {
            if (IsNamed(i, name))
            {
                return false;
            }
        }

        var property = WriteIri(context.Vocab, name);
        var value = entries[index].Value;
        if (value.ValueKind != JsonValueKind.Array)
        {
            return ReadUndefinedOne(property, value, context, subject, graph, depth);
        }

        foreach (var item in value.EnumerateArray())
        {
            if (
                item.ValueKind == JsonValueKind.Array
                || !ReadUndefinedOne(property, item, context, subject, graph, depth)
            )
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadUndefinedOne(
        RdfTerm property,
        JsonElement value,
        CompiledContext context,
        RdfTerm subject,
        RdfTerm graph,
        int depth
    )
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (!TryObject(UndefinedTerm.Instance, value, context, graph, depth, out var item))
        {
            return false;
        }

        dataset.Add(subject, property, item, graph);
        return true;
    }

    /// <summary>A name under the vocabulary alone: no type, no container.</summary>
    private static class UndefinedTerm
    {
        public static readonly CompiledTerm Instance = new(
            "",
            new TermDefinition { Iri = Vocabulary.RdfValue }
        );
    }
}
