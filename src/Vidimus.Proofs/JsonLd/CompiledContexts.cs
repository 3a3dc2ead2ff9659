using System.Collections.Concurrent;

namespace Vidimus.Proofs.JsonLd;

/// <summary>The compiled contexts of a memory, made when first met.</summary>
internal sealed class CompiledContexts(ContextMemory memory)
{
    private readonly ConcurrentDictionary<ActiveContext, CompiledContext> known = new();

    public CompiledContext Initial => Of(memory.Initial)!;

    public CompiledContext? Of(ActiveContext source)
    {
        if (known.TryGetValue(source, out var compiled))
        {
            return compiled;
        }

        return source.Bundled && !memory.IsFull
            ? known.GetOrAdd(source, s => new CompiledContext(this, s))
            : null;
    }

    public CompiledContext? Document(ActiveContext from, string url) =>
        memory.Set.Contains(url) ? Derive(p => p.Remote(from, url)) : null;

    public CompiledContext? Scoped(ActiveContext from, TermDefinition term, Scope scope) =>
        Derive(p => scope == Scope.Property ? p.OfProperty(from, term) : p.OfType(from, term));

    private CompiledContext? Derive(Func<ContextProcessor, ActiveContext> derive)
    {
        if (memory.IsFull)
        {
            return null;
        }

        try
        {
            var compiled = Of(derive(new ContextProcessor(memory, new Work(), safe: true)));
            return compiled is { Usable: true } ? compiled : null;
        }
        catch (JsonLdException)
        {
            // The general processor meets the same error and reports it with its place in the document.
            return null;
        }
    }
}
