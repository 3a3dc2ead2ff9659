using System.Collections.Concurrent;
using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>
/// The closed set of contexts that documents may name. Nothing is ever loaded from a network: an address outside the set is
/// refused by name. What a context means is worked out once and remembered for the life of the set.
/// </summary>
public sealed class ContextSet
{
    /// <summary>Bounds the memory that foreign combinations of bundled types could claim; beyond it nothing more is remembered.</summary>
    private const int MaxRemembered = 4096;

    private static readonly Lazy<ContextSet> LazyBundled = new(BundledContexts.Read);
    private readonly Dictionary<string, ContextDocument> documents;
    private readonly ConcurrentDictionary<
        (ActiveContext, object, Scope),
        ActiveContext
    > remembered = new();
    private int rememberedCount;

    internal ContextSet(IEnumerable<ContextDocument> documents)
    {
        this.documents = documents.ToDictionary(d => d.Url, StringComparer.Ordinal);
        Initial = ActiveContext.Initial(null, bundled: true);
        Compiled = new CompiledContexts(this);
    }

    /// <summary>The contexts shipped with Vidimus; <c>JsonLd/Contexts/manifest.json</c> gives the origin and SHA-256 of each.</summary>
    public static ContextSet Bundled => LazyBundled.Value;

    /// <summary>The addresses of the set.</summary>
    public IReadOnlyCollection<string> Urls => documents.Keys;

    internal ActiveContext Initial { get; }
    internal CompiledContexts Compiled { get; }

    /// <summary>Whether a result asked for now would be kept.</summary>
    internal bool RemembersMore => Volatile.Read(ref rememberedCount) < MaxRemembered;

    /// <summary>This set and further contexts of the operator's, each a JSON object with an <c>@context</c> member.</summary>
    /// <param name="further">Addresses and their context documents; an address already in the set is replaced.</param>
    /// <returns>A new set that remembers on its own.</returns>
    public ContextSet With(IEnumerable<KeyValuePair<string, JsonElement>> further)
    {
        ArgumentNullException.ThrowIfNull(further);
        var all = new Dictionary<string, ContextDocument>(documents, StringComparer.Ordinal);
        foreach (var (url, document) in further)
        {
            all[url] = new ContextDocument(url, document.Clone());
        }

        return new ContextSet(all.Values);
    }

    /// <summary>Whether the set holds the context at this address.</summary>
    /// <param name="url">The absolute address exactly as documents write it.</param>
    public bool Contains(string url) => documents.ContainsKey(url);

    internal ContextDocument Load(string url) =>
        documents.TryGetValue(url, out var document)
            ? document
            : throw new JsonLdException(LinkedDataProblem.ContextUnknown, url);

    internal ActiveContext Remember(
        ActiveContext from,
        object key,
        Scope scope,
        Func<ActiveContext> process
    )
    {
        if (remembered.TryGetValue((from, key, scope), out var known))
        {
            return known;
        }

        var result = process();
        if (!result.Bundled || Volatile.Read(ref rememberedCount) >= MaxRemembered)
        {
            return result;
        }

        var kept = remembered.GetOrAdd((from, key, scope), result);
        if (ReferenceEquals(kept, result))
        {
            Interlocked.Increment(ref rememberedCount);
        }

        return kept;
    }
}

/// <summary>How a context came to be applied; the same definition gives another result in each way.</summary>
internal enum Scope
{
    Document,
    Property,
    Type,
    TypePropagated,
}

/// <summary>A context document of the set.</summary>
internal sealed record ContextDocument(string Url, JsonElement Document);
