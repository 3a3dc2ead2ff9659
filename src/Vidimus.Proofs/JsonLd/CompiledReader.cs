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

    /// <summary>Spellings that only the general processor can hold against the names of the contexts are left to it.</summary>
    private bool byName;

    public bool TryRead(LinkedDataSource source, ContextMemory contexts, RdfDataset target)
    {
        if (source.Element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        dataset = target;
        byName = source.ByName;
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

    /// <summary>The text of a JSON string as UTF-8, straight from the document unless it holds escapes.</summary>
    private static ReadOnlySpan<byte> Raw(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(value.GetString()!) : raw;
    }
}
