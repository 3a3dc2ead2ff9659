using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace Vidimus.Proofs.JsonLd;

/// <summary>
/// A context of the closed set as the compiled path uses it: terms found by the bytes of their names, and the contexts that
/// follow from it remembered in place.
/// </summary>
internal sealed class CompiledContext
{
    public const int MaxTerms = 512;
    private readonly CompiledContexts all;
    private readonly CompiledTerm?[] slots;
    private readonly ConcurrentDictionary<(TermDefinition, Scope), CompiledContext> scoped = new();
    private (byte[] Url, CompiledContext Next)[] documents = [];

    public CompiledContext(CompiledContexts all, ActiveContext source)
    {
        this.all = all;
        Source = source;
        var terms = source
            .Terms.Select((t, i) => new CompiledTerm(t.Key, t.Value) { Number = i })
            .ToArray();
        slots = new CompiledTerm?[
            (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)terms.Length * 3 + 1)
        ];
        foreach (var term in terms)
        {
            var at = Hash(term.Name) & (uint)(slots.Length - 1);
            while (slots[at] is not null)
            {
                at = (at + 1) & (uint)(slots.Length - 1);
            }

            slots[at] = term;
        }

        var ids = terms.Where(t => t.Form == TermForm.Id).ToArray();
        var types = terms.Where(t => t.Form == TermForm.Type).ToArray();
        IdName = ids.Length == 1 ? ids[0].Name : null;
        TypeName = types.Length == 1 ? types[0].Name : null;
        Vocab = source.Vocab is null ? null : Encoding.UTF8.GetBytes(source.Vocab);
        Usable =
            terms.Length <= MaxTerms
            && ids.Length <= 1
            && types.Length <= 1
            && source is { Language: null, Direction: null, Base: null }
            && (
                source.Vocab is null
                || (!Iri.IsBlank(source.Vocab) && Iri.IsWellFormed(source.Vocab))
            );
    }

    public ActiveContext Source { get; }

    /// <summary>Whether documents under this context can be compiled at all.</summary>
    public bool Usable { get; }

    /// <summary>The one name that means <c>@id</c>, and the one that means <c>@type</c>.</summary>
    public byte[]? IdName { get; }
    public byte[]? TypeName { get; }
    public byte[]? Vocab { get; }
    public bool HasPrevious => Source.Previous is not null;
    public CompiledContext? Previous => all.Of(Source.Previous!);

    public CompiledTerm? Find(ReadOnlySpan<byte> name)
    {
        var mask = (uint)(slots.Length - 1);
        var at = Hash(name) & mask;
        while (slots[at] is { } term)
        {
            if (name.SequenceEqual(term.Name))
            {
                return term;
            }

            at = (at + 1) & mask;
        }

        return null;
    }

    /// <summary>This context followed by the document at an address; null when only the general processor can tell.</summary>
    public CompiledContext? Then(ReadOnlySpan<byte> url)
    {
        foreach (var (known, next) in documents)
        {
            if (url.SequenceEqual(known))
            {
                return next;
            }
        }

        var found = all.Document(Source, Encoding.UTF8.GetString(url));
        if (found is not null)
        {
            // Two threads may both write; the one lost is worked out again another time.
            documents = [.. documents, (url.ToArray(), found)];
        }

        return found;
    }

    /// <summary>This context followed by the scoped context of a term.</summary>
    public CompiledContext? Then(TermDefinition term, Scope scope)
    {
        if (scoped.TryGetValue((term, scope), out var next))
        {
            return next;
        }

        var found = all.Scoped(Source, term, scope);
        return found is null ? null : scoped.GetOrAdd((term, scope), found);
    }

    private static uint Hash(ReadOnlySpan<byte> name)
    {
        // Only names of the closed set are kept in the table, so no document can crowd it.
        if (name.Length >= 8)
        {
            var ends =
                BinaryPrimitives.ReadUInt64LittleEndian(name)
                ^ (BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]) * 31);
            return (uint)((ends * 0x9E3779B97F4A7C15 + (uint)name.Length) >> 32);
        }

        uint hash = 0;
        foreach (var b in name)
        {
            hash = hash * 31 + b;
        }

        return hash * 0x9E3779B9 >> 8;
    }
}
