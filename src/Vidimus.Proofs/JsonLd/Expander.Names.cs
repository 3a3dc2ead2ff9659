using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>
/// What is signed are statements, what programs read are members. JSON-LD has many spellings for one statement, so that whoever holds a
/// signed document could rename a member to hide it (an end of validity under its IRI, say) and the signature would still hold. By name
/// means: one spelling, that of the contexts (VC Data Integrity 1.0, section 2.4.1, "Validating Contexts").
/// </summary>
internal sealed partial class Expander
{
    /// <summary>The names that the document is held to; null when any spelling will do.</summary>
    public ContextNames? Names { get; init; }

    private void CheckName(Frame frame, JsonProperty entry, string expanded, bool isValue)
    {
        if (Names is null)
        {
            return;
        }

        var name = entry.Name;
        var fits = expanded switch
        {
            "@value" or "@language" or "@direction" => name == expanded,
            "@list" => name == expanded
                && frame.Property is { } property
                && !IsList(frame, property),
            "@type" when isValue => true,
            "@type" => IsNameOf(frame, expanded, name) && TypesFit(frame, entry.Value),
            "@id" => IsNameOf(frame, expanded, name) && IdFits(frame, entry.Value),
            _ => !Keywords.Contains(expanded)
                && Names.Fit(frame.Active, expanded, name, isType: false),
        };
        if (!fits)
        {
            throw Renamed(name);
        }
    }

    /// <summary>The keyword itself only where no name for it is in force.</summary>
    private bool IsNameOf(Frame frame, string keyword, string name)
    {
        var aliases = Names!.OfKeyword(keyword);
        return name == keyword
            ? !aliases.Any(alias => frame.Active.Find(alias)?.Iri == keyword)
            : aliases.Contains(name);
    }

    private static bool IsList(Frame frame, string property) =>
        frame.Active.Find(property) is { } term && term.Has(Containers.List);

    private bool TypesFit(Frame frame, JsonElement types) =>
        Strings(types)
            .All(type =>
                contexts.Expand(frame.TypeScoped, type, documentRelative: true, vocab: true)
                    is not { } iri
                || Names!.Fit(frame.TypeScoped, iri, type, isType: true)
            );

    private bool IdFits(Frame frame, JsonElement id) =>
        id.ValueKind != JsonValueKind.String
        || contexts.Expand(frame.Active, id.GetString()!, documentRelative: true) == id.GetString();

    /// <summary>A string that stands for an IRI: written out whole, or by its name where names can stand.</summary>
    private void CheckReference(ActiveContext active, string text, string? iri, bool vocab)
    {
        if (
            Names is not null
            && iri is not null
            && text != iri
            && !(
                vocab
                && (
                    Names.Fit(active, iri, text, isType: true)
                    || Names.Fit(active, iri, text, isType: false)
                )
            )
        )
        {
            throw Renamed(text);
        }

        if (
            Names is not null
            && vocab
            && text == iri
            && !Names.Fit(active, iri, text, isType: false)
        )
        {
            throw Renamed(text);
        }
    }

    /// <summary>An array in an array says no more than its items, and hides them from who looks for objects.</summary>
    private void CheckItem(JsonElement item, bool isList)
    {
        if (Names is not null && !isList && item.ValueKind == JsonValueKind.Array)
        {
            throw Renamed("an array in an array");
        }
    }

    /// <summary>A value object where the value alone would say the same.</summary>
    private void CheckValueObject(LdMap value, TermDefinition? term)
    {
        if (
            Names is null
            || !value.IsValue
            || value.ContainsKey("@language")
            || value.ContainsKey("@direction")
        )
        {
            return;
        }

        if (!value.TryGetValue("@type", out var type) || type as string == term?.Type)
        {
            throw Renamed("@value");
        }
    }

    private static JsonLdException Renamed(string name) => new(LinkedDataProblem.NotByName, name);
}
