using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Proofs.JsonLd;

namespace Vidimus.Conformance;

/// <summary>Expanded documents as JSON, and the comparison the suite asks for: only lists are ordered.</summary>
internal static class ExpandedJson
{
    public static JsonNode Of(object value) =>
        value switch
        {
            LdMap map => new JsonObject(
                map.Select(e => KeyValuePair.Create<string, JsonNode?>(e.Key, Of(e.Value)))
            ),
            List<object> list => new JsonArray(list.Select(Of).ToArray()),
            JsonElement element => JsonNode.Parse(element.GetRawText())!,
            _ => JsonValue.Create((string)value),
        };

    public static bool Same(JsonNode got, string expected) =>
        Same(got, JsonNode.Parse(expected), false);

    private static bool Same(JsonNode? a, JsonNode? b, bool ordered)
    {
        switch (a, b)
        {
            case (JsonObject x, JsonObject y):
                return x.Count == y.Count
                    && x.All(e =>
                        y.ContainsKey(e.Key) && Same(e.Value, y[e.Key], e.Key == "@list")
                    );
            case (JsonArray x, JsonArray y):
                return x.Count == y.Count
                    && (
                        ordered ? x.Zip(y).All(p => Same(p.First, p.Second, false)) : SameSet(x, y)
                    );
            default:
                return JsonNode.DeepEquals(a, b);
        }
    }

    private static bool SameSet(JsonArray x, JsonArray y)
    {
        var rest = y.ToList();
        foreach (var item in x)
        {
            var found = rest.FindIndex(other => Same(item, other, false));
            if (found < 0)
            {
                return false;
            }

            rest.RemoveAt(found);
        }

        return true;
    }
}
