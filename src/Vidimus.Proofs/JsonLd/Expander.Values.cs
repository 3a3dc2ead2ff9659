using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Value expansion (JSON-LD 1.1 API, section 5.3.2) and the last steps of an object (section 5.1.2, steps 15 to 19).</summary>
internal sealed partial class Expander
{
    private LdMap ExpandValue(ActiveContext active, string property, JsonElement value)
    {
        var term = active.Find(property);
        if (term?.Type is "@id" or "@vocab" && value.ValueKind == JsonValueKind.String)
        {
            var text = value.GetString()!;
            var iri = contexts.Expand(
                active,
                text,
                documentRelative: true,
                vocab: term.Type == "@vocab"
            );
            if (iri is null)
            {
                Dropped("reserved @id value", text);
            }

            CheckReference(active, text, iri, term.Type == "@vocab");

            return new LdMap { ["@id"] = (object?)iri ?? LdMap.Null };
        }

        var result = new LdMap { ["@value"] = value };
        if (term?.Type is not (null or "@id" or "@vocab" or "@none"))
        {
            result["@type"] = term.Type;
        }
        else if (value.ValueKind == JsonValueKind.String)
        {
            AddText(result, active, term);
        }

        return result;
    }

    private static void AddText(LdMap result, ActiveContext active, TermDefinition? term)
    {
        var language = term is { HasLanguage: true } ? term.Language : active.Language;
        if (language is not null)
        {
            result["@language"] = language;
        }

        var direction = term is { HasDirection: true } ? term.Direction : active.Direction;
        if (direction is not null)
        {
            result["@direction"] = direction;
        }
    }

    private object? Finish(Frame frame)
    {
        var result = frame.Result;
        if (result.TryGetValue("@value", out var value))
        {
            if (!FinishValue(result, value))
            {
                return null;
            }
        }
        else if (result.TryGetValue("@type", out var type) && type is not List<object>)
        {
            result["@type"] = new List<object> { type };
        }
        else if (result.ContainsKey("@set") || result.ContainsKey("@list"))
        {
            if (result.Count > 2 || (result.Count == 2 && !result.ContainsKey("@index")))
            {
                throw new JsonLdException(
                    "invalid set or list object",
                    string.Join(' ', result.Keys)
                );
            }

            if (result.TryGetValue("@set", out var set))
            {
                return set is LdMap inner ? FinishTop(frame, inner) : set;
            }
        }

        if (result.Count == 1 && result.ContainsKey("@language"))
        {
            return Dropped("object with only @language", frame.Property ?? "");
        }

        return FinishTop(frame, result);
    }

    private object? FinishTop(Frame frame, LdMap result)
    {
        if (frame.Property is not (null or "@graph"))
        {
            return result;
        }

        if (result.Count == 0 || result.IsValue || result.IsList)
        {
            return Dropped("free-floating value", string.Join(' ', result.Keys));
        }

        return result.Count == 1 && result.TryGetValue("@id", out var id)
            ? Dropped("object with only @id", id.ToString()!)
            : result;
    }

    private bool FinishValue(LdMap result, object value)
    {
        var typed = result.TryGetValue("@type", out var type);
        if (
            result.Keys.Any(k =>
                k is not ("@value" or "@type" or "@language" or "@direction" or "@index")
            ) || (typed && (result.ContainsKey("@language") || result.ContainsKey("@direction")))
        )
        {
            throw new JsonLdException("invalid value object", string.Join(' ', result.Keys));
        }

        if (type is "@json")
        {
            return true;
        }

        if (value is JsonElement { ValueKind: JsonValueKind.Null })
        {
            Dropped("null @value value", "");
            return false;
        }

        if (
            result.ContainsKey("@language")
            && value is not (string or JsonElement { ValueKind: JsonValueKind.String })
        )
        {
            throw new JsonLdException("invalid language-tagged value", value.ToString()!);
        }

        if (typed && !(type is string iri && !Iri.IsBlank(iri) && Iri.IsWellFormed(iri)))
        {
            throw new JsonLdException("invalid typed value", type!.ToString()!);
        }

        return true;
    }
}
