using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Vidimus.Tools.Policies;

/// <summary>
/// Data to be read: members as a list, deeper ones indented. Words of a contract stand as they are; whatever has a blank in it
/// may be somebody's sentence and stands between quotation marks, which it cannot close.
/// </summary>
internal static class Readable
{
    /// <summary>Longest text, in characters; everything is in the data.</summary>
    private const int Most = 16 * 1024;

    private const int LongestQuote = 600;
    private const int MostItems = 25;

    // What an item of a list is called by, the first that it has.
    private static readonly string[] Heads =
    [
        "policy_id",
        "code",
        "jurisdiction_code",
        "jurisdiction",
        "drug_name",
        "block_id",
        "diff_id",
        "year",
        "id",
    ];

    public static string Of(string headline, JsonNode data, JsonObject meta)
    {
        var text = new StringBuilder(headline).Append('\n');
        Members(text, data, 0);
        if (text.Length > Most)
        {
            text.Length = char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most;
            text.Append(" …\nThis text is cut here; data has more.\n");
        }
        if (meta["pagination"]?["cursor"] is JsonValue cursor)
            text.Append(CultureInfo.InvariantCulture, $"\nNext page: cursor {cursor}\n");
        if (meta["result_window"] is JsonObject window)
        {
            text.Append("\nShown in part, since the answer would be too large:\n");
            foreach (var (path, part) in window)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"- {path}: {part!["shown"]} of {part["total"]}\n"
                );
        }
        return text.ToString();
    }

    private static void Members(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (name, value) in json)
                    Member(text, Named(name), value, depth);
                break;
            case JsonArray list:
                Items(text, list, depth);
                break;
            default:
                Line(text, depth, Shown(node));
                break;
        }
    }

    private static void Member(StringBuilder text, string name, JsonNode? value, int depth)
    {
        // Nobody reads further than this.
        if (text.Length > Most || value is null)
            return;
        switch (value)
        {
            case JsonArray { Count: 0 } or JsonObject { Count: 0 }:
                Line(text, depth, $"{name}: none");
                break;
            case JsonArray list when list.All(i => i is JsonValue):
                var shown = list.Take(MostItems).Select(Shown);
                Line(
                    text,
                    depth,
                    $"{name}: {string.Join(", ", shown)}{(list.Count > MostItems ? $", and {list.Count - MostItems} more" : "")}"
                );
                break;
            case JsonArray list:
                Line(text, depth, $"{name} ({list.Count}):");
                Items(text, list, depth + 1);
                break;
            case JsonObject json:
                Line(text, depth, $"{name}:");
                Members(text, json, depth + 1);
                break;
            default:
                Line(text, depth, $"{name}: {Shown(value)}");
                break;
        }
    }

    private static void Items(StringBuilder text, JsonArray list, int depth)
    {
        foreach (var item in list.Take(MostItems))
        {
            if (text.Length > Most)
                return;
            if (item is JsonObject json)
            {
                var head = Heads.FirstOrDefault(json.ContainsKey);
                Line(text, depth, head is null ? "item" : $"**{Shown(json[head])}**");
                foreach (var (name, value) in json.Where(m => m.Key != head))
                    Member(text, Named(name), value, depth + 1);
            }
            else
                Members(text, item, depth);
        }
        if (list.Count > MostItems)
            Line(text, depth, $"and {list.Count - MostItems} more, in data");
    }

    private static void Line(StringBuilder text, int depth, string line) =>
        text.Append(' ', depth * 2).Append("- ").Append(line).Append('\n');

    private static string Shown(JsonNode? value)
    {
        if (value is not JsonValue some)
            return value?.ToJsonString() ?? "";
        if (!some.TryGetValue<string>(out var text))
            return some.TryGetValue<bool>(out var flag) ? (flag ? "yes" : "no") : some.ToString();
        return IsWord(text) ? text : Quoted(text);
    }

    // A code, an id, a date, a word of the contract, an address: nothing that says anything.
    private static bool IsWord(string text) =>
        text.Length is > 0 and <= 128
        && text.All(c =>
            char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '/' or '+'
        );

    private static string Quoted(string text)
    {
        var cut = text.Length > LongestQuote;
        if (cut)
            text = text[
                ..(char.IsHighSurrogate(text[LongestQuote - 1]) ? LongestQuote - 1 : LongestQuote)
            ];
        var line = string.Concat(
            text.Select(c =>
                c switch
                {
                    '“' or '”' => '"',
                    _ when char.IsControl(c) || c is '\u2028' or '\u2029' => ' ',
                    _ => c,
                }
            )
        );
        return $"“{line}{(cut ? " …" : "")}”";
    }

    /// <summary>A member's name, or a code by which something is filed.</summary>
    private static string Named(string name) =>
        IsWord(name) ? name.Replace('_', ' ') : Quoted(name);
}
