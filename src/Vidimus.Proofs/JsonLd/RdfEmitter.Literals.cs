using System.Text.Json;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Value objects as RDF literals (JSON-LD 1.1 API, section 8.2.2, steps 4 to 14).</summary>
internal sealed partial class RdfEmitter
{
    private RdfTerm? Literal(LdMap item, Place place)
    {
        var datatype = item.GetValueOrDefault("@type") as string;
        if (datatype == "@json")
        {
            return dataset.Literal(
                JsonLiteral.Canonical((JsonElement)item["@value"]),
                Vocabulary.RdfJson,
                null
            );
        }

        if (datatype is not null && !Iri.IsWellFormed(datatype))
        {
            return options.Safe
                ? throw new JsonLdException(LinkedDataProblem.TypeRelative, datatype)
                : null;
        }

        var language = item.GetValueOrDefault("@language") as string;
        if (language is not null && !LanguageTag.IsWellFormed(language))
        {
            return options.Safe
                ? throw new JsonLdException("invalid @language value", language)
                : null;
        }

        var value = (JsonElement)item["@value"];
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return dataset.Literal(
                    value.GetBoolean() ? "true" : "false",
                    datatype ?? Vocabulary.XsdBoolean,
                    null
                );
            case JsonValueKind.Number:
                var (text, native) = XsdNumber.Canonical(value.GetDouble(), datatype);
                return dataset.Literal(text, native, null);
            default:
                return Text(item, value.GetString()!, datatype, language, place);
        }
    }

    private RdfTerm? Text(LdMap item, string text, string? datatype, string? language, Place place)
    {
        if (item.GetValueOrDefault("@direction") is not string direction)
        {
            return Plain(text, datatype, language);
        }

        switch (options.Direction)
        {
            case RdfDirection.I18nDatatype:
                return dataset.Literal(
                    text,
                    $"{Vocabulary.I18N}{language?.ToLowerInvariant()}_{direction}",
                    null
                );
            case RdfDirection.CompoundLiteral:
                var compound = dataset.NewBlank();
                Add(compound, Vocabulary.Value, dataset.Literal(text, null, null), place);
                Add(compound, Vocabulary.Direction, dataset.Literal(direction, null, null), place);
                if (language is not null)
                {
                    Add(
                        compound,
                        Vocabulary.Language,
                        dataset.Literal(language.ToLowerInvariant(), null, null),
                        place
                    );
                }

                return compound;
            default:
                return options.Safe
                    ? throw new JsonLdException("rdfDirection not set", direction)
                    : Plain(text, datatype, language);
        }
    }

    /// <summary>Language tags are written in lower case: allowed by the standard, and what the other signing libraries hash.</summary>
    private RdfTerm Plain(string text, string? datatype, string? language) =>
        dataset.Literal(text, datatype, language?.ToLowerInvariant());
}
