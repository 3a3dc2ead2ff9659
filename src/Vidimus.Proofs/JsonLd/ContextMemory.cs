using System.Collections.Concurrent;

namespace Vidimus.Proofs.JsonLd;

/// <summary>How a context came to be applied; the same definition gives another result in each way.</summary>
internal enum Scope
{
    Document,
    Property,
    Type,
    TypePropagated,
}

/// <summary>
/// What has been worked out from the contexts of a set. Foreign documents can ask for any combination of types, so it holds only
/// so much; when it is full the set begins a new one, and nobody can crowd the common contexts out for good.
/// </summary>
internal sealed class ContextMemory
{
    private const int MaxContexts = 512;
    private readonly ConcurrentDictionary<(ActiveContext, object, Scope), ActiveContext> contexts =
        new();
    private int count;

    public ContextMemory(ContextSet set)
    {
        Set = set;
        Initial = ActiveContext.Initial(null, bundled: true);
        Compiled = new CompiledContexts(this);
    }

    public ContextSet Set { get; }
    public ActiveContext Initial { get; }
    public CompiledContexts Compiled { get; }
    public bool IsFull => Volatile.Read(ref count) >= MaxContexts;

    public ActiveContext Remember(
        ActiveContext from,
        object key,
        Scope scope,
        Func<ActiveContext> process
    )
    {
        if (contexts.TryGetValue((from, key, scope), out var known))
        {
            return known;
        }

        var result = process();
        if (!result.Bundled || IsFull)
        {
            return result;
        }

        var kept = contexts.GetOrAdd((from, key, scope), result);
        if (ReferenceEquals(kept, result))
        {
            Interlocked.Increment(ref count);
        }

        return kept;
    }
}
