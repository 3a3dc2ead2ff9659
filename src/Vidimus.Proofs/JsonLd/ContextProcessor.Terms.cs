using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Create term definition (JSON-LD 1.1 API, section 4.2.2).</summary>
internal sealed partial class ContextProcessor
{
    private void CreateTerm(ActiveContext active, LocalContext local, string term)
    {
        if (local.Defined.TryGetValue(term, out var done))
        {
            if (done)
            {
                return;
            }

            throw new JsonLdException("cyclic IRI mapping", term);
        }

        if (term.Length == 0)
        {
            throw new JsonLdException("invalid term definition", "the empty term");
        }

        work.TakeTerm();
        var value = local.Entries[term];
        if (!MayBeDefined(term, value))
        {
            return;
        }

        local.Defined[term] = false;
        active.Terms.Remove(term, out var previous);
        var definition = Parse(active, local, term, value);
        if (definition is not null)
        {
            active.Terms[term] = Guard(definition, previous, term, local.Origin.OverrideProtected);
        }

        local.Defined[term] = true;
    }

    private bool MayBeDefined(string term, JsonElement value)
    {
        if (term == "@type")
        {
            var allowed =
                value.ValueKind == JsonValueKind.Object
                && value.EnumerateObject().Any()
                && value
                    .EnumerateObject()
                    .All(p =>
                        p.NameEquals("@protected")
                        || (p.NameEquals("@container") && IsSetOnly(p.Value))
                    );
            return allowed ? true : throw new JsonLdException("keyword redefinition", term);
        }

        if (Keywords.Contains(term))
        {
            throw new JsonLdException("keyword redefinition", term);
        }

        return !Keywords.HasForm(term) || Reserved("reserved term", term);
    }

    private static bool IsSetOnly(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? value.ValueEquals("@set")
            : value.ValueKind == JsonValueKind.Array
                && value.GetArrayLength() == 1
                && value[0].ValueKind == JsonValueKind.String
                && value[0].ValueEquals("@set");

    /// <summary>A name kept for later versions of JSON-LD is ignored, which must not happen to anything that gets signed.</summary>
    private bool Reserved(string code, string name) =>
        safe ? throw new JsonLdException(code, name) : false;

    private static TermDefinition Guard(
        TermDefinition definition,
        TermDefinition? previous,
        string term,
        bool overrideProtected
    )
    {
        if (previous is not { Protected: true } || overrideProtected)
        {
            return definition;
        }

        if (!definition.MeansTheSameAs(previous))
        {
            throw new JsonLdException("protected term redefinition", term);
        }

        return previous;
    }

    /// <summary>Null when the definition is ignored because it leans on a reserved name.</summary>
    private TermDefinition? Parse(
        ActiveContext active,
        LocalContext local,
        string term,
        JsonElement value
    )
    {
        var simple = value.ValueKind == JsonValueKind.String;
        if (!simple && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object))
        {
            throw new JsonLdException("invalid term definition", term);
        }

        var entries = value.ValueKind == JsonValueKind.Object ? Entries(value) : [];
        if (!entries.Keys.All(IsTermEntry))
        {
            throw new JsonLdException("invalid term definition", term);
        }

        var definition = new TermDefinition { Protected = local.Protect };
        if (entries.TryGetValue("@protected", out var stated))
        {
            definition.Protected = Boolean(stated, "invalid @protected value");
        }

        SetType(active, local, definition, entries);
        if (entries.TryGetValue("@reverse", out var reverse))
        {
            return SetReverse(active, local, definition, entries, reverse) ? definition : null;
        }

        JsonElement? id =
            value.ValueKind != JsonValueKind.Object ? value
            : entries.TryGetValue("@id", out var given) ? given
            : null;
        if (!SetIri(active, local, definition, term, id, simple))
        {
            return null;
        }

        SetContainer(definition, entries, term);
        SetIndex(active, local, definition, entries, term);
        SetContext(active, local, definition, entries, term);
        SetText(definition, entries);
        SetNestAndPrefix(definition, entries, term);
        return definition;
    }

    private static bool IsTermEntry(string name) =>
        name
            is "@id"
                or "@reverse"
                or "@container"
                or "@context"
                or "@direction"
                or "@index"
                or "@language"
                or "@nest"
                or "@prefix"
                or "@protected"
                or "@type";
}
