using System.Collections.Concurrent;

namespace Vidimus.Proofs.JsonLd;

/// <summary>The compiled contexts of a closed set, made when first met.</summary>
internal sealed class CompiledContexts(ContextSet contexts)
{
    private readonly ConcurrentDictionary<ActiveContext, CompiledContext> known = new();

    public CompiledContext Initial => Of(contexts.Initial)!;

    public CompiledContext? Of(ActiveContext source)
    {
        if (known.TryGetValue(source, out var compiled))
        {
            return compiled;
        }

        return source.Bundled && contexts.RemembersMore
            ? known.GetOrAdd(source, s => new CompiledContext(this, s))
            : null;
    }

    public CompiledContext? Document(ActiveContext from, string url) =>
        contexts.Contains(url) ? Derive(p => p.Remote(from, url)) : null;

    public CompiledContext? Scoped(ActiveContext from, TermDefinition term, Scope scope) =>
        Derive(p => scope == Scope.Property ? p.OfProperty(from, term) : p.OfType(from, term));

    private CompiledContext? Derive(Func<ContextProcessor, ActiveContext> derive)
    {
        if (!contexts.RemembersMore)
        {
            return null;
        }

        try
        {
            var compiled = Of(derive(new ContextProcessor(contexts, new Work(), safe: true)));
            return compiled is { Usable: true } ? compiled : null;
        }
        catch (JsonLdException)
        {
            // The general processor meets the same error and reports it with its place in the document.
            return null;
        }
    }
}
