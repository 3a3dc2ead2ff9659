using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Entries whose names are keywords (JSON-LD 1.1 API, section 5.1.2, step 13.4).</summary>
internal sealed partial class Expander
{
    private void ExpandKeyword(Frame frame, string keyword, JsonElement value)
    {
        object? expanded = keyword switch
        {
            "@id" => ExpandId(frame, value),
            "@type" => ExpandType(frame, value),
            "@graph" => LdMap.AsList(Expand(frame.Active, "@graph", value, frame.Depth + 1)),
            "@included" => ExpandIncluded(frame, value),
            "@value" => ExpandValueEntry(frame, value),
            "@language" => ExpandLanguage(value),
            "@direction" => ExpandDirection(value),
            "@index" => ExpandIndex(value),
            "@list" => ExpandList(frame, value),
            "@set" => Expand(frame.Active, frame.Property, value, frame.Depth + 1),
            "@reverse" => ExpandReverse(frame, value),
            _ => Dropped("keyword out of place", keyword),
        };
        if (expanded is not null)
        {
            frame.Result[keyword] = expanded;
        }
    }

    private object ExpandId(Frame frame, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new JsonLdException("invalid @id value", value.GetRawText());
        }

        var text = value.GetString()!;
        var iri = contexts.Expand(frame.Active, text, documentRelative: true);
        if (safe && (iri is null || !(Iri.IsBlank(iri) || Iri.IsWellFormed(iri))))
        {
            throw new JsonLdException(LinkedDataProblem.IdRelative, text);
        }

        return (object?)iri ?? LdMap.Null;
    }

    private object ExpandType(Frame frame, JsonElement value)
    {
        var isArray = value.ValueKind == JsonValueKind.Array;
        if (
            isArray
                ? value.EnumerateArray().Any(v => v.ValueKind != JsonValueKind.String)
                : value.ValueKind != JsonValueKind.String
        )
        {
            throw new JsonLdException("invalid type value", value.GetRawText());
        }

        var types = new List<object>();
        foreach (var type in Strings(value))
        {
            var iri = contexts.Expand(frame.TypeScoped, type, documentRelative: true, vocab: true);
            if (
                safe
                && (iri is null || !(iri == "@json" || Iri.IsBlank(iri) || Iri.IsWellFormed(iri)))
            )
            {
                throw new JsonLdException(LinkedDataProblem.TypeRelative, type);
            }

            if (iri is not null)
            {
                types.Add(iri);
            }
        }

        if (frame.Result.TryGetValue("@type", out var earlier))
        {
            return (List<object>)[.. LdMap.AsList(earlier), .. types];
        }

        return isArray || types.Count != 1 ? types : types[0];
    }

    private List<object> ExpandIncluded(Frame frame, JsonElement value)
    {
        var included = new List<object>();
        IEnumerable<JsonElement> items =
            value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        foreach (var item in items)
        {
            if (item.ValueKind != JsonValueKind.Object || IsValueOrList(frame.Active, item))
            {
                throw new JsonLdException("invalid @included value", item.GetRawText());
            }

            included.AddRange(LdMap.AsList(Expand(frame.Active, null, item, frame.Depth + 1)));
        }

        return frame.Result.TryGetValue("@included", out var earlier)
            ? [.. LdMap.AsList(earlier), .. included]
            : included;
    }

    private bool IsValueOrList(ActiveContext active, JsonElement item) =>
        item.EnumerateObject()
            .Any(p => contexts.Expand(active, p.Name, vocab: true) is "@value" or "@list");

    private static object ExpandValueEntry(Frame frame, JsonElement value)
    {
        if (
            frame.InputType != "@json"
            && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
        )
        {
            throw new JsonLdException("invalid value object value", value.GetRawText());
        }

        return value;
    }

    private string ExpandLanguage(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new JsonLdException("invalid language-tagged string", value.GetRawText());
        }

        return value.GetString()!;
    }

    private static string ExpandDirection(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && (value.ValueEquals("ltr") || value.ValueEquals("rtl"))
            ? value.GetString()!
            : throw new JsonLdException("invalid base direction", value.GetRawText());

    private string ExpandIndex(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new JsonLdException("invalid @index value", value.GetRawText());
        }

        Dropped("@index has no place in RDF", value.GetString()!);
        return value.GetString()!;
    }

    private object? ExpandList(Frame frame, JsonElement value) =>
        frame.Property is null or "@graph"
            ? Dropped("free-floating list", value.GetRawText())
            : LdMap.AsList(Expand(frame.Active, frame.Property, value, frame.Depth + 1));

    private object? ExpandReverse(Frame frame, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new JsonLdException("invalid @reverse value", value.GetRawText());
        }

        if (Expand(frame.Active, "@reverse", value, frame.Depth + 1) is not LdMap expanded)
        {
            return null;
        }

        if (expanded.Remove("@reverse", out var twice))
        {
            foreach (var (property, items) in (LdMap)twice)
            {
                frame.Result.Append(property, items);
            }
        }

        foreach (var (property, items) in expanded)
        {
            AddReversed(frame, property, LdMap.AsList(items));
        }

        return null;
    }
}
