using System.Text.Json;
using System.Text.RegularExpressions;

namespace Vidimus.Portal.Approvals;

/// <summary>An id that arguments name, and where in them.</summary>
/// <param name="Place">Its place, such as <c>id</c> or <c>body.groupId</c>.</param>
/// <param name="Id">The id.</param>
internal sealed record NamedId(string Place, string Id);

/// <summary>
/// The ids that a call's arguments name. Those of few levels come first, since they decide what the call does; a sentence that
/// holds an id names nothing.
/// </summary>
internal static partial class NamedIds
{
    private const int LongestPlace = 60;

    public static IEnumerable<NamedId> In(string arguments)
    {
        try
        {
            using var json = JsonDocument.Parse(arguments);
            var found = new List<(int Depth, NamedId Named)>();
            Read(json.RootElement, "", 0, found);
            return [.. found.OrderBy(f => f.Depth).Select(f => f.Named).DistinctBy(n => n.Id)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static void Read(JsonElement value, string place, int depth, List<(int, NamedId)> found)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    Read(
                        member.Value,
                        place.Length == 0 ? member.Name : $"{place}.{member.Name}",
                        depth + 1,
                        found
                    );
                break;
            case JsonValueKind.Array:
                var number = 0;
                foreach (var item in value.EnumerateArray())
                    Read(item, $"{place}[{number++}]", depth + 1, found);
                break;
            case JsonValueKind.String when value.GetString() is { Length: <= 2048 } text:
                if (place.Length > LongestPlace)
                    place = $"{place[..LongestPlace]}…";
                if (Whole().IsMatch(text))
                    found.Add((depth, new(place, text)));
                else if (!text.Any(char.IsWhiteSpace))
                    // A path, a query or a link.
                    foreach (Match part in Part().Matches(text))
                        found.Add((depth, new(place, part.Value)));
                break;
        }
    }

    [GeneratedRegex(
        @"\A(?:(?:cred|grp|key|mem)_[0-7][0-9a-hjkmnp-tv-z]{25}|(?:urn:uuid:)?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\z",
        RegexOptions.None,
        100
    )]
    private static partial Regex Whole();

    [GeneratedRegex(
        @"(?<=[/=:,])(?:(?:cred|grp|key|mem)_[0-7][0-9a-hjkmnp-tv-z]{25}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![0-9a-zA-Z])",
        RegexOptions.None,
        100
    )]
    private static partial Regex Part();
}
