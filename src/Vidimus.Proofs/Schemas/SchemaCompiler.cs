using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>
/// Turns one strict document of bounded depth into schema nodes: every place where a schema can stand is read, then references
/// are joined to what was read, then schemas that would be applied to the same value for ever are refused.
/// </summary>
internal sealed class SchemaCompiler(JsonElement root)
{
    private const int MaxPatterns = 100;
    private const int MaxPatternSize = 20_000;

    private const int MaxReferences = 1000;

    // Schemas applied to one value one after another by reference or combination; a validation recurses over them.
    private const int MaxChain = 64;

    private readonly SchemaDraft draft = SchemaKeywords.ReadDraft(root);
    private readonly Dictionary<int, SchemaNode> nodes = [];
    private readonly Dictionary<string, SchemaNode> anchors = new(StringComparer.Ordinal);
    private readonly List<(SchemaNode From, string Target, SchemaPlace Place)> references = [];
    private readonly Dictionary<SchemaNode, int> chains = [];
    private string ownId = "";
    private int patternCount;
    private int patternSize;

    internal SchemaNode Compile()
    {
        var compiled = Node(root, SchemaPlace.Root);
        foreach (var (from, target, place) in references)
        {
            from.Reference = Resolve(target, place);
        }
        foreach (var (from, _, place) in references)
        {
            Chain(from, 1, place);
        }
        return compiled;
    }

    /// <summary>Reads the schema at a place.</summary>
    internal SchemaNode Node(JsonElement schema, SchemaPlace place)
    {
        var node = new SchemaNode { IsNever = schema.ValueKind == JsonValueKind.False };
        nodes.Add(Offset(schema), node);
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return node;
        }
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new SchemaRefusedException("A schema must be an object, true or false.", place);
        }
        SchemaKeywords.Check(schema, draft, place);
        var reader = new SchemaReader(this, schema, place);
        ReadNames(reader, node, place);
        node.Type = TypeRule.Read(reader);
        node.Const = ValueRule.ReadConst(reader);
        node.Enum = ValueRule.ReadEnum(reader);
        node.Members = ObjectRules.Read(reader);
        node.Items = ArrayRules.Read(reader);
        node.Text = StringRules.Read(reader);
        node.Number = NumberRules.Read(reader);
        node.Combined = CombinedRules.Read(reader);
        if (reader.Text("$ref") is { } target)
        {
            references.Add((node, target, place.At("$ref")));
        }
        if (references.Count > MaxReferences)
        {
            throw new SchemaRefusedException(
                $"The schema has more than {MaxReferences} references.",
                place
            );
        }
        return node;
    }

    /// <summary>Reads a pattern, within what all patterns of a schema may cost together.</summary>
    internal SchemaPattern Pattern(string source, SchemaPlace place)
    {
        if (!SchemaPattern.TryRead(source, out var pattern, out var reason))
        {
            throw new SchemaRefusedException(reason, place);
        }
        patternSize += pattern.Size;
        if (++patternCount > MaxPatterns || patternSize > MaxPatternSize)
        {
            throw new SchemaRefusedException(
                "The schema's patterns are too many or too large together.",
                place
            );
        }
        return pattern;
    }

    private void ReadNames(SchemaReader reader, SchemaNode node, SchemaPlace place)
    {
        if (place == SchemaPlace.Root)
        {
            ownId = (reader.Text("$id") ?? "").TrimEnd('#');
        }
        else
        {
            RefuseBelowRoot(reader, "$id");
            RefuseBelowRoot(reader, "$schema");
        }
        if (reader.Text("$anchor") is { } anchor && !anchors.TryAdd(anchor, node))
        {
            throw new SchemaRefusedException(
                $"The '$anchor' {SchemaWords.Cut(anchor, 60)} is given twice.",
                place.At("$anchor")
            );
        }
        reader.Map("$defs");
        reader.Map("definitions");
    }

    private static void RefuseBelowRoot(SchemaReader reader, string keyword)
    {
        if (reader.Has(keyword, out _))
        {
            throw new SchemaRefusedException(
                $"The keyword '{keyword}' is supported only at the root of a schema.",
                reader.Place.At(keyword)
            );
        }
    }

    private SchemaNode Resolve(string target, SchemaPlace place)
    {
        var hash = target.IndexOf('#');
        var document = hash < 0 ? target : target[..hash];
        if (document.Length > 0 && document != ownId)
        {
            throw new SchemaRefusedException(
                $"'$ref' {SchemaWords.Cut(target, 100)} leads out of the schema; references must stay inside it.",
                place
            );
        }
        var fragment = hash < 0 ? "" : Uri.UnescapeDataString(target[(hash + 1)..]);
        var found =
            fragment.Length > 0 && fragment[0] != '/'
                ? anchors.GetValueOrDefault(fragment)
                : At(fragment);
        return found
            ?? throw new SchemaRefusedException(
                $"'$ref' {SchemaWords.Cut(target, 100)} leads to no schema in this document.",
                place
            );
    }

    private SchemaNode? At(string pointer) =>
        SchemaPlace.TryFind(root, pointer, out var element)
            ? nodes.GetValueOrDefault(Offset(element))
            : null;

    // A place in the document is the same schema however it is reached.
    private int Offset(JsonElement element)
    {
        JsonMarshal
            .GetRawUtf8Value(root)
            .Overlaps(JsonMarshal.GetRawUtf8Value(element), out var offset);
        return offset;
    }

    /// <summary>The longest chain of schemas from here that meet the same value; one without end is refused.</summary>
    private int Chain(SchemaNode node, int length, SchemaPlace place)
    {
        if (length + chains.GetValueOrDefault(node) > MaxChain)
        {
            throw new SchemaRefusedException(
                $"'$ref' leads back to where it stands, or through more than {MaxChain} schemas, for one and the same value.",
                place
            );
        }
        if (chains.TryGetValue(node, out var known))
        {
            return known;
        }
        var longest = 0;
        foreach (var next in node.AtSameValue())
        {
            longest = Math.Max(longest, Chain(next, length + 1, place) + 1);
        }
        return chains[node] = longest;
    }
}
