using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Vidimus.Tools.Protocol;

/// <summary>What kinds of answers a client takes. One that says nothing takes all.</summary>
internal readonly record struct Accepts(bool Json, bool Events)
{
    public static Accepts Of(StringValues accept)
    {
        if (accept.Count == 0)
            return new(true, true);
        // What the official clients send, to the letter.
        if (accept is ["application/json, text/event-stream"])
            return new(true, true);
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types))
            return default;
        return new(Any(types, "application", "json"), Any(types, "text", "event-stream"));
    }

    private static bool Any(IList<MediaTypeHeaderValue> types, string type, string subtype) =>
        types.Any(t =>
            t.Quality is not 0
            && (
                t.MatchesAllTypes
                || (
                    t.Type.Equals(type, StringComparison.OrdinalIgnoreCase)
                    && (
                        t.MatchesAllSubTypes
                        || t.SubType.Equals(subtype, StringComparison.OrdinalIgnoreCase)
                    )
                )
            )
        );
}
