using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Context processing (JSON-LD 1.1 API, section 4.1.2).</summary>
internal sealed partial class ContextProcessor(ContextMemory memory, Work work, bool safe)
{
    /// <summary>What the algorithm passes down unchanged.</summary>
    /// <param name="BaseUrl">Where relative context addresses resolve.</param>
    /// <param name="Remote">The addresses being processed, so that a context that names itself ends.</param>
    /// <param name="FromSet">The context's text comes from the closed set, so the result may be remembered.</param>
    private readonly record struct Origin(string? BaseUrl, List<string> Remote, bool FromSet)
    {
        public bool OverrideProtected { get; init; }
        public bool Propagate { get; init; } = true;
        public bool ValidateScoped { get; init; } = true;
    }

    /// <summary>Applies the value of an <c>@context</c> entry of a document.</summary>
    public ActiveContext Document(ActiveContext active, JsonElement local, string? baseUrl) =>
        Process(active, local, new Origin(baseUrl, [], false));

    /// <summary>Applies the scoped context of a property's term; it may redefine protected terms.</summary>
    public ActiveContext OfProperty(ActiveContext active, TermDefinition term) =>
        Remembered(
            active,
            term,
            Scope.Property,
            () => Scoped(active, term, overrideProtected: true, propagate: true)
        );

    /// <summary>Applies the scoped context of a type's term; by default it ends with the node object.</summary>
    public ActiveContext OfType(
        ActiveContext active,
        TermDefinition term,
        bool propagate = false
    ) =>
        Remembered(
            active,
            term,
            propagate ? Scope.TypePropagated : Scope.Type,
            () => Scoped(active, term, overrideProtected: false, propagate)
        );

    private ActiveContext Remembered(
        ActiveContext active,
        TermDefinition term,
        Scope scope,
        Func<ActiveContext> process
    ) => active.Bundled ? memory.Remember(active, term, scope, process) : process();

    private ActiveContext Scoped(
        ActiveContext active,
        TermDefinition term,
        bool overrideProtected,
        bool propagate
    ) =>
        Process(
            active,
            term.Context!.Value,
            new Origin(term.ContextBase, [], active.Bundled)
            {
                OverrideProtected = overrideProtected,
                Propagate = propagate,
            }
        );

    private ActiveContext Process(ActiveContext active, JsonElement local, Origin origin)
    {
        var propagate = Propagates(local) ?? origin.Propagate;
        var result = active;
        if (!propagate && active.Previous is null)
        {
            result = active.Copy();
            result.Previous = active;
        }

        if (local.ValueKind != JsonValueKind.Array)
        {
            return ProcessOne(result, local, origin with { Propagate = propagate });
        }

        foreach (var item in local.EnumerateArray())
        {
            result = ProcessOne(result, item, origin with { Propagate = propagate });
        }

        return result;
    }

    private static bool? Propagates(JsonElement local)
    {
        if (
            local.ValueKind != JsonValueKind.Object
            || !local.TryGetProperty("@propagate", out var stated)
        )
        {
            return null;
        }

        return stated.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? stated.GetBoolean()
            : throw new JsonLdException("invalid @propagate value", stated.GetRawText());
    }

    private ActiveContext ProcessOne(ActiveContext result, JsonElement local, Origin origin)
    {
        work.Take(1);
        return local.ValueKind switch
        {
            JsonValueKind.Null => Nullify(result, origin),
            JsonValueKind.String => Remote(result, local.GetString()!, origin),
            JsonValueKind.Object => Define(result, safe ? Unwrapped(local) : local, origin),
            _ => throw new JsonLdException("invalid local context", local.GetRawText()),
        };
    }

    /// <summary>
    /// For signing and verifying: a whole context document where only its context belongs. The standard has it as an error; the
    /// signing libraries of the field read through it, and credentials signed so are about, the vectors for proof chains among
    /// them. With anything beside <c>@context</c>, which those libraries drop, it stays an error.
    /// </summary>
    private static JsonElement Unwrapped(JsonElement local) =>
        local.GetPropertyCount() == 1
        && local.TryGetProperty("@context"u8, out var inner)
        && inner.ValueKind == JsonValueKind.Object
            ? inner
            : local;

    private ActiveContext Nullify(ActiveContext result, Origin origin)
    {
        if (!origin.OverrideProtected && result.Terms.Values.Any(t => t.Protected))
        {
            throw new JsonLdException(
                "invalid context nullification",
                "protected terms cannot be taken away by null"
            );
        }

        if (result.Bundled && origin.Propagate && result.OriginalBase is null)
        {
            return memory.Initial;
        }

        var fresh = ActiveContext.Initial(result.OriginalBase, result.Bundled);
        fresh.Previous = origin.Propagate ? null : result;
        return fresh;
    }

    /// <summary>Applies one context of the set by its address.</summary>
    public ActiveContext Remote(ActiveContext active, string url) =>
        Remote(active, url, new Origin(null, [], false));

    private ActiveContext Remote(ActiveContext result, string reference, Origin origin)
    {
        var url = Iri.Resolve(origin.BaseUrl, reference);
        if (!origin.ValidateScoped && origin.Remote.Contains(url))
        {
            return result;
        }

        if (origin.Remote.Count >= Work.MaxRemoteContexts)
        {
            throw new JsonLdException("context overflow", url);
        }

        if (result.Bundled && origin.Remote.Count == 0 && origin.ValidateScoped)
        {
            return memory.Remember(result, url, Scope.Document, () => Load(result, url, origin));
        }

        return Load(result, url, origin);
    }

    private ActiveContext Load(ActiveContext result, string url, Origin origin)
    {
        var document = memory.Set.Load(url).Document;
        if (
            document.ValueKind != JsonValueKind.Object
            || !document.TryGetProperty("@context", out var local)
        )
        {
            throw new JsonLdException("invalid remote context", url);
        }

        return Process(
            result,
            local,
            new Origin(url, [.. origin.Remote, url], true)
            {
                ValidateScoped = origin.ValidateScoped,
            }
        );
    }
}
