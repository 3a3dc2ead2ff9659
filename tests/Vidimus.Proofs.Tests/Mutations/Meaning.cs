using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>
/// What a reader of a document's members takes it to say. Two documents may both be accepted only if this is the same for both; it knows
/// nothing of canonical forms for RDF, so that it can disagree with them.
/// </summary>
internal static class Meaning
{
    /// <summary>Of a document signed as JSON: all members but white space, their order, and contexts added behind those signed.</summary>
    internal static string AsSigned(JsonElement secured, int contexts)
    {
        var document = JsonNode.Parse(secured.GetRawText())!.AsObject();
        var proofs = TakeProofs(document);
        if (document["@context"] is JsonArray list)
        {
            while (list.Count > contexts)
            {
                list.RemoveAt(list.Count - 1);
            }
        }
        return Join(
            Encoding.UTF8.GetString(Jcs.Canonicalize(document)),
            proofs.Select(p => Encoding.UTF8.GetString(Jcs.Canonicalize(p)))
        );
    }

    /// <summary>
    /// Of a document signed as statements: members without regard to order, one value or a list of one, the order and repetition of
    /// values, absent or null, and a node told by its id alone.
    /// </summary>
    internal static string AsStated(JsonElement secured)
    {
        var document = JsonNode.Parse(secured.GetRawText())!.AsObject();
        var proofs = TakeProofs(document);
        return Join(Text(document), proofs.Select(p => Text(p)));
    }

    private static List<JsonNode> TakeProofs(JsonObject document)
    {
        document.Remove("proof", out var proof);
        var proofs = proof is JsonArray many ? many.ToList() : [proof];
        foreach (var one in proofs.OfType<JsonObject>())
        {
            // Of the statement suites the document's own is the one that counts, and a copy must be equal to it.
            one.Remove("@context");
        }
        return [.. proofs.Select(p => p!)];
    }

    private static string Join(string document, IEnumerable<string> proofs) =>
        string.Join('\n', [document, .. proofs.Distinct().Order(StringComparer.Ordinal)]);

    private static string Text(JsonNode? node) =>
        node switch
        {
            JsonObject members => Text(members),
            JsonArray items => Text(items),
            null => "",
            _ => Encoding.UTF8.GetString(Jcs.Canonicalize(node)),
        };

    /// <summary>Languages mean the same in capital and small letters (BCP 47 section 2.1.1).</summary>
    private static string Text(string name, JsonNode? value) =>
        name == "@language" ? Text(value).ToLowerInvariant() : Text(value);

    private static string Text(JsonArray items)
    {
        var texts = items
            .Select(Text)
            .Where(text => text.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        return texts.Count == 1 ? texts[0] : $"[{string.Join(',', texts)}]";
    }

    private static string Text(JsonObject members)
    {
        var texts = members
            .Where(member => member.Key != "@context")
            .Select(member => (member.Key, Text: Text(member.Key, member.Value)))
            .Where(member => member.Text.Length > 0 && member.Text != "[]")
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .ToList();
        return texts is [("id", var only)]
            ? only
            : $"{{{string.Join(',', texts.Select(member => $"{member.Key}:{member.Text}"))}}}";
    }
}
