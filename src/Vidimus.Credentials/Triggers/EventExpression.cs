using System.Text;
using System.Text.Json;

namespace Vidimus.Credentials.Triggers;

/// <summary>
/// Says how a value is made of an event: a path alone (<c>$.payload.email</c>) gives what stands there, as it is; a text
/// with paths in braces (<c>{$.first} {$.last}</c>) joins them; any other text is itself. <c>{{</c>, <c>}}</c> and <c>$$</c>
/// stand for the characters. It runs nothing; what it costs at most stands in
/// <see cref="EventReading"/>.
/// </summary>
internal sealed class EventExpression
{
    public const int Longest = 500;
    private const int MostParts = 16;
    private readonly EventPath? _alone;
    private readonly IReadOnlyList<(string? Text, EventPath? Path)> _parts;

    private EventExpression(EventPath path) => (_alone, _parts) = (path, []);

    private EventExpression(IReadOnlyList<(string?, EventPath?)> parts) => _parts = parts;

    /// <summary>Reads an expression; false with what is wrong with it.</summary>
    public static bool TryParse(string text, out EventExpression? expression, out string reason)
    {
        expression = null;
        reason = "";
        if (text.Length is 0 or > Longest)
        {
            reason = $"must have 1 to {Longest} characters";
            return false;
        }
        if (text.StartsWith("$$", StringComparison.Ordinal))
        {
            expression = new([(text[1..], null)]);
            return true;
        }
        if (text[0] != '$')
            return TryTemplate(text, out expression, out reason);
        var at = 0;
        if (!EventPath.TryRead(text, ref at, out var path, out reason))
            return false;
        if (at < text.Length)
            reason = $"must end with its path, and goes on at character {at + 1}";
        else
            expression = new(path!);
        return expression is not null;
    }

    /// <summary>One that was checked when it was stored.</summary>
    public static EventExpression Stored(string text) =>
        TryParse(text, out var expression, out var reason)
            ? expression!
            : throw new InvalidOperationException($"A stored expression {reason}.");

    /// <summary>
    /// Its value in an event, which a path alone only points at; null when the event has none of it. A value too long to join
    /// refuses the event, by the name of its field.
    /// </summary>
    public JsonElement? Find(EventReading from, string field)
    {
        if (_alone is not null)
            return _alone.Find(from);
        var (joined, found, asked) = (new StringBuilder(), 0, 0);
        foreach (var (text, path) in _parts)
        {
            joined.Append(text);
            if (path is null)
                continue;
            asked++;
            if (path.Find(from) is not { } value || IsOfMany(value))
                continue;
            if (!from.IsShort(value, field))
                return null;
            found++;
            joined.Append(EventValues.TextOf(value));
            if (joined.Length > EventReading.LongestValue)
            {
                from.Refuse(
                    field,
                    $"makes a text of more than {EventReading.LongestValue:N0} characters"
                );
                return null;
            }
        }
        return asked > 0 && found == 0 ? null : EventValues.Text(joined.ToString().Trim());
    }

    private static bool IsOfMany(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    private static bool TryTemplate(string text, out EventExpression? expression, out string reason)
    {
        expression = null;
        var parts = new List<(string?, EventPath?)>();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length; )
        {
            var c = text[at++];
            if (c is '{' or '}' && at < text.Length && text[at] == c)
                at++;
            else if (c == '}')
                return Wrong("must write a brace that closes none as }}", out reason);
            else if (c == '{')
            {
                parts.Add((literal.ToString(), null));
                literal.Clear();
                if (!EventPath.TryRead(text, ref at, out var path, out reason))
                    return false;
                if (at >= text.Length || text[at++] != '}')
                    return Wrong($"must close its brace with }} (character {at})", out reason);
                parts.Add((null, path));
                continue;
            }
            literal.Append(c);
        }
        if (parts.Count > 2 * MostParts)
            return Wrong($"must join at most {MostParts} paths", out reason);
        parts.Add((literal.ToString(), null));
        expression = new(parts);
        reason = "";
        return true;
    }

    private static bool Wrong(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
