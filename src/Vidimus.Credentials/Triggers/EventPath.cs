using System.Text;
using System.Text.Json;

namespace Vidimus.Credentials.Triggers;

/// <summary>
/// A way to one value in an event: a subset of JSONPath (RFC 9535) that leads to one value at most. <c>$</c> is the event;
/// then come members (<c>.name</c>, <c>["any name"]</c>), places in arrays (<c>[0]</c>) and the first item whose member
/// equals a value (<c>[?@.field.ref=="email"]</c>).
/// </summary>
internal sealed class EventPath
{
    public const int MostSteps = 16;

    // A filter looks at no more items than this, so that no event makes it look long.
    private const int MostItems = 1000;
    private readonly IReadOnlyList<Step> _steps;

    private EventPath(IReadOnlyList<Step> steps) => _steps = steps;

    private abstract record Step;

    private sealed record Member(string Name) : Step;

    private sealed record Place(int Index) : Step;

    private sealed record First(IReadOnlyList<string> Members, JsonElement Value) : Step;

    /// <summary>The value that it leads to; null when there is none, and for a JSON null.</summary>
    public JsonElement? Find(EventReading from)
    {
        var at = from.Root;
        foreach (var step in _steps)
        {
            if (!from.Step() || Next(from, at, step) is not { } next)
                return null;
            at = next;
        }
        return at.Json.ValueKind == JsonValueKind.Null ? null : at.Json;
    }

    private static EventNode? Next(EventReading from, EventNode at, Step step) =>
        step switch
        {
            Member member => at.Member(member.Name),
            Place place => at.Items.ElementAtOrDefault(place.Index),
            First first => Match(from, at, first),
            _ => null,
        };

    private static EventNode? Match(EventReading from, EventNode array, First first)
    {
        foreach (var item in array.Items.Take(MostItems))
        {
            if (!from.Step(1 + first.Members.Count))
                return null;
            var at = item;
            foreach (var name in first.Members)
                at = at?.Member(name);
            if (at is not null && from.Same(at.Json, first.Value))
                return item;
        }
        return null;
    }

    /// <summary>Reads a path from a place in a text on, which is left behind its end.</summary>
    public static bool TryRead(string text, ref int at, out EventPath? path, out string reason)
    {
        path = null;
        var reader = new Reader(text, at);
        if (reader.Path() is not { } steps)
        {
            reason = reader.Wrong;
            return false;
        }
        (at, reason) = (reader.At, "");
        path = new(steps);
        return true;
    }

    private sealed class Reader(string text, int start)
    {
        public int At { get; private set; } = start;

        public string Wrong { get; private set; } = "";

        public List<Step>? Path()
        {
            if (!Take("$"))
                return Fail<List<Step>>("must begin a path with $");
            var steps = new List<Step>();
            while (Peek is '.' or '[')
            {
                if (steps.Count == MostSteps)
                    return Fail<List<Step>>($"must have at most {MostSteps} steps in a path");
                if (OneStep() is not { } step)
                    return null;
                steps.Add(step);
            }
            return steps;
        }

        private char Peek => At < text.Length ? text[At] : '\0';

        private Step? OneStep()
        {
            if (Take("."))
                return Name() is { } name ? new Member(name) : null;
            At++; // [
            if (Peek is '"' or '\'')
                return Quoted() is { } quoted && Close() ? new Member(quoted) : null;
            if (char.IsAsciiDigit(Peek))
                return Index() is { } index && Close() ? new Place(index) : null;
            if (Take("?"))
                return Filter();
            return Fail<Step>(
                "must have a name in quotes, a place such as 0, or a filter such as ?@.ref==\"x\" in brackets"
            );
        }

        private First? Filter()
        {
            Spaces();
            if (!Take("@"))
                return Fail<First>("must begin a filter with ?@");
            var members = new List<string>();
            while (Take("."))
            {
                if (members.Count == MostSteps)
                    return Fail<First>($"must have at most {MostSteps} members in a filter");
                if (Name() is not { } name)
                    return null;
                members.Add(name);
            }
            Spaces();
            if (!Take("=="))
                return Fail<First>("must compare with == in a filter");
            Spaces();
            if (Literal() is not { } value)
                return null;
            Spaces();
            return Close() ? new(members, value) : null;
        }

        private JsonElement? Literal()
        {
            if (Peek is '"' or '\'')
                return Quoted() is { } quoted ? EventValues.Text(quoted) : null;
            var from = At;
            while (char.IsAsciiLetterOrDigit(Peek) || Peek is '-' or '+' or '.')
                At++;
            try
            {
                var value = JsonElement.Parse(text.AsSpan(from, At - from));
                if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                    return value;
            }
            catch (JsonException)
            {
                // Said below.
            }
            return Fail<JsonElement?>(
                "must compare with a text in quotes, a number, true or false in a filter"
            );
        }

        private string? Name()
        {
            var from = At;
            while (char.IsLetterOrDigit(Peek) || Peek is '_' or '-')
                At++;
            return At > from
                ? text[from..At]
                : Fail<string>(
                    "must name a member of letters, digits, - and _ behind a dot; write others as [\"any name\"]"
                );
        }

        private string? Quoted()
        {
            var quote = text[At++];
            var name = new StringBuilder();
            while (At < text.Length && text[At] != quote)
            {
                if (text[At] == '\\' && At + 1 < text.Length)
                    At++;
                name.Append(text[At++]);
            }
            return At++ < text.Length
                ? name.ToString()
                : Fail<string>("must end a text in quotes with its quote");
        }

        private int? Index()
        {
            var from = At;
            while (char.IsAsciiDigit(Peek))
                At++;
            return At - from <= 6
                ? int.Parse(
                    text.AsSpan(from, At - from),
                    System.Globalization.CultureInfo.InvariantCulture
                )
                : Fail<int?>("must have a place of at most 6 digits");
        }

        private bool Close()
        {
            if (Take("]"))
                return true;
            Fail<object>("must close a bracket with ]");
            return false;
        }

        private void Spaces()
        {
            while (Peek == ' ')
                At++;
        }

        private bool Take(string token)
        {
            if (!text.AsSpan(Math.Min(At, text.Length)).StartsWith(token, StringComparison.Ordinal))
                return false;
            At += token.Length;
            return true;
        }

        private T? Fail<T>(string why)
        {
            Wrong = $"{why} (character {At + 1})";
            return default;
        }
    }
}
