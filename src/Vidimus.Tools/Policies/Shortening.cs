using System.Text.Json.Nodes;
using Vidimus.Tools.Answers;

namespace Vidimus.Tools.Policies;

/// <summary>Cuts what is largest until an answer is small enough, and says what was cut: a policy can name thousands of codes.</summary>
internal static class Shortening
{
    /// <summary>A text is not cut shorter than this.</summary>
    private const int ShortestText = 200;

    private const int MostCuts = 60;

    /// <summary>Cuts, and answers by path how much of what is shown; null where nothing was cut.</summary>
    public static JsonObject? Fit(JsonNode data, int most)
    {
        JsonObject? window = null;
        for (var cuts = 0; cuts < MostCuts; cuts++)
        {
            var excess = Written.Size(data) - most;
            if (excess <= 0 || Heaviest(data, "data") is not var (path, node))
                break;
            window ??= [];
            var before = (int?)window[path]?["total"];
            var (shown, total) = node is JsonArray list ? Cut(list, excess) : Cut(node, excess);
            window[path] = new JsonObject { ["shown"] = shown, ["total"] = before ?? total };
        }
        return window;
    }

    /// <summary>The list or the text that weighs most, as deep as most of the weight lies in one thing.</summary>
    private static (string Path, JsonNode Node)? Heaviest(JsonNode node, string path)
    {
        switch (node)
        {
            case JsonObject json:
                var member = json.Where(m => m.Value is not null)
                    .OrderByDescending(m => Written.Size(m.Value!))
                    .FirstOrDefault();
                return member.Value is null ? null : Heaviest(member.Value, $"{path}.{member.Key}");
            case JsonArray list:
                var heaviest = list.Index()
                    .Where(i => i.Item is not null)
                    .OrderByDescending(i => Written.Size(i.Item!))
                    .FirstOrDefault();
                if (heaviest.Item is null)
                    return null;
                return list.Count == 1 || Written.Size(heaviest.Item) * 2 > Written.Size(list)
                    ? Heaviest(heaviest.Item, $"{path}[{heaviest.Index}]")
                    : (path, list);
            default:
                return
                    node is JsonValue value
                    && value.TryGetValue<string>(out var text)
                    && text.Length > ShortestText
                    ? (path, node)
                    : null;
        }
    }

    private static (int Shown, int Total) Cut(JsonArray list, int excess)
    {
        var (total, size) = (list.Count, Written.Size(list));
        var keep = Keep(total, size, excess, least: 1);
        while (list.Count > keep)
            list.RemoveAt(list.Count - 1);
        return (keep, total);
    }

    private static (int Shown, int Total) Cut(JsonNode node, int excess)
    {
        var text = node.GetValue<string>();
        var keep = Keep(text.Length, Written.Size(node), excess, ShortestText);
        if (char.IsHighSurrogate(text[keep - 1]))
            keep--;
        node.ReplaceWith(text[..keep] + "…");
        return (keep, text.Length);
    }

    /// <summary>What has to go, and a little more; but not more than three quarters at once, since something else may be as large.</summary>
    private static int Keep(int total, int size, int excess, int least)
    {
        var share = 1 - (excess + (size / 50.0)) / size;
        return Math.Clamp((int)(total * Math.Max(share, 0.25)), least, Math.Max(least, total - 1));
    }
}
