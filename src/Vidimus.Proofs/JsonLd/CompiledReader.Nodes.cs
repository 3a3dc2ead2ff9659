using System.Runtime.InteropServices;
using System.Text.Json;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Node objects in the compiled path: their names, contexts, types and id.</summary>
internal sealed partial class CompiledReader
{
    private bool ReadNode(
        JsonElement element,
        string? without,
        CompiledContext active,
        CompiledTerm? property,
        RdfTerm graph,
        int depth,
        out RdfTerm subject
    )
    {
        subject = default;
        var start = top;
        if (
            depth > MaxDepth
            || !Collect(element, without, out var local)
            || Enter(active, property, local, start) is not { } context
        )
        {
            return false;
        }

        var typeScoped = context;
        if (
            !FindTypes(start, ref context, out var types)
            || !FindId(start, context, out var id)
            || !context.TypeName.AsSpan().SequenceEqual(typeScoped.TypeName)
        )
        {
            return false;
        }

        if (id is null)
        {
            subject = dataset.NewBlank();
        }
        else if (
            id.Value.ValueKind != JsonValueKind.String
            || !TryIri(Raw(id.Value), context, out subject)
        )
        {
            return false;
        }

        var read =
            (types is null || WriteTypes(types.Value, typeScoped, subject, graph))
            && ReadEntries(start, context, subject, graph, depth);
        top = start;
        return read;
    }

    /// <summary>Takes the entries of an object onto the stack, but for @context; false when a name needs the general processor.</summary>
    private bool Collect(JsonElement element, string? without, out JsonElement local)
    {
        local = default;
        foreach (var entry in element.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(entry);
            if (
                name.Length == 0
                || name.Contains((byte)'\\')
                || (byName && char.IsAsciiLetterUpper((char)name[0]))
            )
            {
                return false;
            }

            if (name[0] == '@')
            {
                if (!name.SequenceEqual("@context"u8) || local.ValueKind != JsonValueKind.Undefined)
                {
                    return false;
                }

                local = entry.Value;
            }
            else if (without is null || !entry.NameEquals(without))
            {
                if (top == entries.Length)
                {
                    Array.Resize(ref entries, top * 2);
                }

                entries[top++] = entry;
                used = Math.Max(used, top);
            }
        }

        return true;
    }

    /// <summary>The context inside an object, before its types (JSON-LD 1.1 API, section 5.1.2, steps 7 to 9).</summary>
    private CompiledContext? Enter(
        CompiledContext active,
        CompiledTerm? property,
        JsonElement local,
        int start
    )
    {
        CompiledContext? context = active;
        if (
            active.HasPrevious
            && !(
                top - start == 1
                && local.ValueKind == JsonValueKind.Undefined
                && IsNamed(start, active.IdName)
            )
        )
        {
            context = active.Previous;
        }

        if (property is { HasContext: true })
        {
            context = context?.Then(property.Definition, Scope.Property);
        }

        return local.ValueKind == JsonValueKind.Undefined || context is null
            ? context
            : Apply(context, local);
    }

    private bool FindTypes(int start, ref CompiledContext context, out JsonElement? types)
    {
        types = null;
        var typeScoped = context;
        for (var i = start; i < top; i++)
        {
            if (!IsNamed(i, typeScoped.TypeName))
            {
                continue;
            }

            if (types is not null)
            {
                return false;
            }

            types = entries[i].Value;
        }

        return types is null || ApplyTypes(types.Value, typeScoped, ref context);
    }

    private bool FindId(int start, CompiledContext context, out JsonElement? id)
    {
        id = null;
        for (var i = start; i < top; i++)
        {
            if (!IsNamed(i, context.IdName))
            {
                continue;
            }

            if (id is not null)
            {
                return false;
            }

            id = entries[i].Value;
        }

        return true;
    }

    private bool IsNamed(int index, byte[]? name) =>
        name is not null && JsonMarshal.GetRawUtf8PropertyName(entries[index]).SequenceEqual(name);
}
