using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>
/// The closed set of contexts that documents may name. Nothing is ever loaded from a network: an address outside the set is
/// refused by name. What a context means is worked out once and remembered; a set may be used by any number of threads.
/// </summary>
public sealed class ContextSet
{
    private static readonly Lazy<ContextSet> LazyBundled = new(BundledContexts.Read);
    private readonly Dictionary<string, ContextDocument> documents;
    private readonly Lazy<ContextNames> names;
    private volatile ContextMemory memory;

    internal ContextSet(IEnumerable<ContextDocument> documents)
    {
        this.documents = documents.ToDictionary(d => d.Url, StringComparer.Ordinal);
        memory = new ContextMemory(this);
        names = new Lazy<ContextNames>(() => ContextNames.Of(this));
    }

    /// <summary>The contexts shipped with Vidimus; <c>JsonLd/Contexts/manifest.json</c> gives the origin and SHA-256 of each.</summary>
    public static ContextSet Bundled => LazyBundled.Value;

    /// <summary>The addresses of the set.</summary>
    public IReadOnlyCollection<string> Urls => documents.Keys;

    /// <summary>What the contexts call things.</summary>
    internal ContextNames Names => names.Value;

    /// <summary>What is remembered at present; one document stays with one memory from beginning to end.</summary>
    internal ContextMemory Memory
    {
        get
        {
            var present = memory;
            return present.IsFull ? memory = new ContextMemory(this) : present;
        }
    }

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
}

/// <summary>A context document of the set.</summary>
internal sealed record ContextDocument(string Url, JsonElement Document);
