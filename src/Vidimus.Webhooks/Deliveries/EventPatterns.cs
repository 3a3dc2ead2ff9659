using Vidimus.Platform.Facts;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>Which kinds of events a list of kinds, prefixes and <c>*</c> asks for.</summary>
internal static class EventPatterns
{
    /// <param name="patterns">Separated by spaces.</param>
    /// <param name="type">The kind in question.</param>
    public static bool Match(string patterns, EventType type)
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
