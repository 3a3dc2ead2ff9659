using System.Runtime.InteropServices;
using System.Text.Json;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Properties and their values in the compiled path.</summary>
internal sealed partial class CompiledReader
{
    private bool ReadEntries(
        int start,
        CompiledContext context,
        RdfTerm subject,
        RdfTerm graph,
        int depth
    )
    {
        // One bit for each term of the context: a name that stands twice is left to the general processor, which refuses it.
        Span<ulong> seen = stackalloc ulong[CompiledContext.MaxTerms / 64];
        seen.Clear();
        var end = top;
        for (var i = start; i < end; i++)
        {
            var entry = entries[i];
            var name = JsonMarshal.GetRawUtf8PropertyName(entry);
            var term = context.Find(name);
            if (term is null)
            {
                if (!ReadUndefined(name, start, i, context, subject, graph, depth))
                {
                    return false;
                }

                continue;
            }

            var bit = 1UL << (term.Number & 63);
            if ((seen[term.Number >> 6] & bit) != 0)
            {
                return false;
            }

            seen[term.Number >> 6] |= bit;
            if (
                term.Form is not (TermForm.Id or TermForm.Type)
                && !ReadProperty(term, entry.Value, context, subject, graph, depth)
            )
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadProperty(
        CompiledTerm term,
        JsonElement value,
        CompiledContext context,
        RdfTerm subject,
        RdfTerm graph,
        int depth
    )
    {
        if (term.Form == TermForm.General)
        {
            return false;
        }

        if (term.Value == ValueForm.Json)
        {
            dataset.Add(
                subject,
                term.Iri,
                dataset.Literal(JsonLiteral.Canonical(value), Vocabulary.RdfJson, null),
                graph
            );
            return term.Form == TermForm.Property;
        }

        if (term.Form == TermForm.PropertyList)
        {
            return ReadList(term, value, context, subject, graph, depth);
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return ReadOne(term, value, context, subject, graph, depth);
        }

        foreach (var item in value.EnumerateArray())
        {
            if (
                item.ValueKind == JsonValueKind.Array
                || !ReadOne(term, item, context, subject, graph, depth)
            )
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadOne(
        CompiledTerm term,
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

        if (term.Form == TermForm.PropertyGraph)
        {
            var name = dataset.NewBlank();
            dataset.Add(subject, term.Iri, name, graph);
            return value.ValueKind == JsonValueKind.Object
                && ReadNode(value, null, context, term, name, depth + 1, out _);
        }

        if (!TryObject(term, value, context, graph, depth, out var item))
        {
            return false;
        }

        dataset.Add(subject, term.Iri, item, graph);
        return true;
    }

    private bool ReadList(
        CompiledTerm term,
        JsonElement value,
        CompiledContext context,
        RdfTerm subject,
        RdfTerm graph,
        int depth
    )
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        var (previous, link) = (subject, term.Iri);
        foreach (var entry in value.EnumerateArray())
        {
            if (entry.ValueKind is JsonValueKind.Array or JsonValueKind.Null)
            {
                return false;
            }

            var cell = dataset.NewBlank();
            dataset.Add(previous, link, cell, graph);
            if (!TryObject(term, entry, context, graph, depth, out var item))
            {
                return false;
            }

            dataset.Add(cell, Vocabulary.First, item, graph);
            (previous, link) = (cell, Vocabulary.Rest);
        }

        dataset.Add(previous, link, Vocabulary.Nil, graph);
        return true;
    }

    private bool TryObject(
        CompiledTerm term,
        JsonElement value,
        CompiledContext context,
        RdfTerm graph,
        int depth,
        out RdfTerm item
    )
    {
        item = default;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return TryLanguageText(value, out item)
                    || ReadNode(value, null, context, term, graph, depth + 1, out item);
            case JsonValueKind.String when term.Value is ValueForm.Iri or ValueForm.Vocab:
                var scoped = term.HasContext
                    ? context.Then(term.Definition, Scope.Property)
                    : context;
                return scoped is not null
                    && (
                        term.Value == ValueForm.Iri
                            ? TryIri(Raw(value), scoped, out item)
                            : TryVocab(Raw(value), scoped, out item)
                    );
            case JsonValueKind.String:
                return TryText(term, value, out item);
            case JsonValueKind.Number:
                var (text, datatype) = XsdNumber.Canonical(value.GetDouble(), term.Datatype);
                item = dataset.Literal(text, datatype, null);
                return true;
            case JsonValueKind.True or JsonValueKind.False:
                var boolean = value.ValueKind == JsonValueKind.True ? "true" : "false";
                item = dataset.Literal(boolean, term.Datatype ?? Vocabulary.XsdBoolean, null);
                return true;
            default:
                return false;
        }
    }
}
