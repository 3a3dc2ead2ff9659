using System.Text.Json;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Types in the compiled path: their scoped contexts, and the quads that state them.</summary>
internal sealed partial class CompiledReader
{
    private const int MaxScopedTypes = 8;

    /// <summary>Applies the scoped contexts of the types in order of the types' names.</summary>
    private static bool ApplyTypes(
        JsonElement types,
        CompiledContext typeScoped,
        ref CompiledContext context
    )
    {
        if (types.ValueKind == JsonValueKind.String)
        {
            return typeScoped.Find(Raw(types)) is not { HasContext: true } only
                || Step(only, ref context);
        }

        if (types.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        ScopedTypes found = default;
        var count = 0;
        foreach (var type in types.EnumerateArray())
        {
            if (type.ValueKind != JsonValueKind.String || count == MaxScopedTypes)
            {
                return false;
            }

            if (typeScoped.Find(Raw(type)) is not { HasContext: true } term)
            {
                continue;
            }

            var at = count++;
            while (at > 0 && term.Name.AsSpan().SequenceCompareTo(found[at - 1].Name) < 0)
            {
                found[at] = found[at - 1];
                at--;
            }

            found[at] = term;
        }

        for (var i = 0; i < count; i++)
        {
            if (!Step(found[i], ref context))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Step(CompiledTerm type, ref CompiledContext context)
    {
        if (context.Then(type.Definition, Scope.Type) is not { } next)
        {
            return false;
        }

        context = next;
        return true;
    }

    private bool WriteTypes(
        JsonElement types,
        CompiledContext typeScoped,
        RdfTerm subject,
        RdfTerm graph
    )
    {
        if (types.ValueKind == JsonValueKind.String)
        {
            return WriteType(types, typeScoped, subject, graph);
        }

        foreach (var type in types.EnumerateArray())
        {
            if (!WriteType(type, typeScoped, subject, graph))
            {
                return false;
            }
        }

        return true;
    }

    private bool WriteType(
        JsonElement type,
        CompiledContext typeScoped,
        RdfTerm subject,
        RdfTerm graph
    )
    {
        var name = Raw(type);
        if (byName && !(name.Length > 0 && char.IsAsciiLetterUpper((char)name[0])))
        {
            return false;
        }

        if (!TryVocab(name, typeScoped, out var iri))
        {
            return false;
        }

        dataset.Add(subject, Vocabulary.Type, iri, graph);
        return true;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxScopedTypes)]
    private struct ScopedTypes
    {
        private CompiledTerm first;
    }
}
