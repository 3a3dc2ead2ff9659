using Vidimus.Platform.Facts;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// Which kinds of events a list of kinds, prefixes and <c>*</c> asks for. A word such as <c>-keys:admin</c> leaves out the
/// kinds that are read with that scope: whoever made the list lacked it.
/// </summary>
internal static class EventPatterns
{
    public const char Without = '-';

    /// <param name="patterns">Separated by spaces.</param>
    /// <param name="type">The kind in question.</param>
    public static bool Match(string patterns, EventType type) =>
        Asks(patterns, type) && !Withholds(patterns, type);

    /// <summary>True when the list leaves out this kind, whatever else it asks for.</summary>
    public static bool Withholds(string patterns, EventType type)
    {
        if (type.Needs is not { } scope)
            return false;
        foreach (var range in patterns.AsSpan().Split(' '))
        {
            var pattern = patterns.AsSpan(range);
            if (pattern.StartsWith([Without]) && pattern[1..].SequenceEqual(scope))
                return true;
        }
        return false;
    }

    private static bool Asks(string patterns, EventType type)
    {
        foreach (var range in patterns.AsSpan().Split(' '))
        {
            var pattern = patterns.AsSpan(range);
            if (pattern.SequenceEqual(type.Kind))
                return true;
            // The dot before the star belongs to the prefix: credential.* does not ask for credentials.merged.
            if (
                !type.ByNameOnly
                && pattern.EndsWith("*", StringComparison.Ordinal)
                && type.Kind.AsSpan().StartsWith(pattern[..^1], StringComparison.Ordinal)
            )
                return true;
        }
        return false;
    }
}
