using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>The entries of a context that is a map (JSON-LD 1.1 API, section 4.1.2, steps 5.5 to 5.13).</summary>
internal sealed partial class ContextProcessor
{
    /// <summary>One context map while its terms are being defined.</summary>
    private sealed class LocalContext(
        Dictionary<string, JsonElement> entries,
        Origin origin,
        bool protect
    )
    {
        public Dictionary<string, JsonElement> Entries { get; } = entries;
        public Origin Origin { get; } = origin;
        public bool Protect { get; } = protect;

        /// <summary>False while a term is being defined, true when it is done; a term met while false defines itself in a circle.</summary>
        public Dictionary<string, bool> Defined { get; } = new(StringComparer.Ordinal);
    }

    private ActiveContext Define(ActiveContext active, JsonElement map, Origin origin)
    {
        var result = active.Copy();
        result.Bundled = active.Bundled && origin.FromSet;
        work.Take(1 + active.Terms.Count / 8);
        var entries = Entries(map);
        CheckVersion(entries);
        entries = Import(entries, origin);
        if (origin.Remote.Count == 0 && entries.TryGetValue("@base", out var newBase))
        {
            result.Base = BaseOf(newBase, result.Base);
        }

        if (entries.TryGetValue("@vocab", out var vocab))
        {
            result.Vocab = VocabOf(result, vocab);
        }

        SetDefaults(result, entries);
        var protect =
            entries.TryGetValue("@protected", out var stated)
            && Boolean(stated, "invalid @protected value");
        var local = new LocalContext(entries, origin, protect);
        foreach (var term in entries.Keys)
        {
            if (
                term
                is not (
                    "@base"
                    or "@direction"
                    or "@import"
                    or "@language"
                    or "@propagate"
                    or "@protected"
                    or "@version"
                    or "@vocab"
                )
            )
            {
                CreateTerm(result, local, term);
            }
        }

        return result;
    }

    private static Dictionary<string, JsonElement> Entries(JsonElement map)
    {
        var entries = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in map.EnumerateObject())
        {
            if (!entries.TryAdd(property.Name, property.Value))
            {
                throw new JsonLdException(LinkedDataProblem.NameRepeated, property.Name);
            }
        }

        return entries;
    }

    private static void CheckVersion(Dictionary<string, JsonElement> entries)
    {
        if (
            entries.TryGetValue("@version", out var version)
            && (
                version.ValueKind != JsonValueKind.Number
                || !version.TryGetDouble(out var number)
                || number != 1.1
            )
        )
        {
            throw new JsonLdException("invalid @version value", version.GetRawText());
        }
    }

    private Dictionary<string, JsonElement> Import(
        Dictionary<string, JsonElement> entries,
        Origin origin
    )
    {
        if (!entries.TryGetValue("@import", out var import))
        {
            return entries;
        }

        if (import.ValueKind != JsonValueKind.String)
        {
            throw new JsonLdException("invalid @import value", import.GetRawText());
        }

        var url = Iri.Resolve(origin.BaseUrl, import.GetString()!);
        var document = memory.Set.Load(url).Document;
        if (
            document.ValueKind != JsonValueKind.Object
            || !document.TryGetProperty("@context", out var imported)
            || imported.ValueKind != JsonValueKind.Object
        )
        {
            throw new JsonLdException("invalid remote context", url);
        }

        var merged = Entries(imported);
        if (merged.ContainsKey("@import"))
        {
            throw new JsonLdException(
                "invalid context entry",
                "@import inside an imported context"
            );
        }

        foreach (var (key, value) in entries)
        {
            merged[key] = value;
        }

        return merged;
    }

    private static string? BaseOf(JsonElement value, string? current)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        if (text is not null && (Iri.IsAbsolute(text) || current is not null))
        {
            return Iri.Resolve(current, text);
        }

        throw new JsonLdException("invalid base IRI", value.GetRawText());
    }

    private string? VocabOf(ActiveContext result, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        var iri = text is null ? null : Expand(result, text, documentRelative: true, vocab: true);
        var usable =
            iri is not null
            && (Iri.IsBlank(iri) || Iri.IsAbsolute(iri) || (!safe && !Keywords.HasForm(iri)));
        return usable
            ? iri
            : throw new JsonLdException("invalid vocab mapping", value.GetRawText());
    }

    private static void SetDefaults(ActiveContext result, Dictionary<string, JsonElement> entries)
    {
        if (entries.TryGetValue("@language", out var language))
        {
            result.Language = StringOrNull(language, "invalid default language");
        }

        if (entries.TryGetValue("@direction", out var direction))
        {
            result.Direction = DirectionOrNull(direction);
        }
    }

    private static string? StringOrNull(JsonElement value, string code) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => throw new JsonLdException(code, value.GetRawText()),
        };

    private static string? DirectionOrNull(JsonElement value) =>
        StringOrNull(value, "invalid base direction") switch
        {
            null => null,
            "ltr" => "ltr",
            "rtl" => "rtl",
            _ => throw new JsonLdException("invalid base direction", value.GetRawText()),
        };

    private static bool Boolean(JsonElement value, string code) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new JsonLdException(code, value.GetRawText());
}
