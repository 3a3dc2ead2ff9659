using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.JsonLd;

/// <summary>
/// Writes the quads of a document whose contexts all come from the closed set, in one pass and without an expanded document in
/// between. It knows the common part of JSON-LD and gives up on everything else (keywords in the document, unusual containers,
/// anything that might be an error), which the general processor then reads from the start: both give the same quads.
/// </summary>
internal sealed partial class CompiledReader
{
    private const int MaxDepth = 64;
    private const int LargestKept = 4096;
    private JsonProperty[] entries = new JsonProperty[64];
    private int top;
    private int used;
    private RdfDataset dataset = null!;

    public bool TryRead(LinkedDataSource source, ContextMemory contexts, RdfDataset target)
    {
        if (source.Element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        dataset = target;
        top = 0;
        CompiledContext? context = contexts.Compiled.Initial;
        if (source.Context is { } stated)
        {
            context = Apply(context, stated);
        }

        // A document without a single quad may be empty or refused; the general processor tells which.
        var read =
            context is not null
            && ReadNode(source.Element, source.Without, context, null, default, 0, out _)
            && dataset.Count > 0;
        Forget();
        return read;
    }

    /// <summary>Lets go of the document, which the stack would otherwise keep alive.</summary>
    private void Forget()
    {
        Array.Clear(entries, 0, used);
        used = 0;
        if (entries.Length > LargestKept)
        {
            entries = new JsonProperty[64];
        }
    }

    /// <summary>The value of <c>@context</c>: an address or an array of them.</summary>
    private static CompiledContext? Apply(CompiledContext context, JsonElement local)
    {
        if (local.ValueKind == JsonValueKind.String)
        {
            return context.Then(Raw(local));
        }

        if (local.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var item in local.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || context.Then(Raw(item)) is not { } next)
            {
                return null;
            }

            context = next;
        }

        return context;
    }

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
            if (name.Length == 0 || name.Contains((byte)'\\'))
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

    /// <summary>The text of a JSON string as UTF-8, straight from the document unless it holds escapes.</summary>
    private static ReadOnlySpan<byte> Raw(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(value.GetString()!) : raw;
    }
}
