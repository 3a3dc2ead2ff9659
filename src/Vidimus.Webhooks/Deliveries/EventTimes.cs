using Vidimus.Platform.Ids;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// The ids of events and of their facts: both have the same 26 characters, which hold the time they were made at.
/// </summary>
internal static class EventTimes
{
    public const string Prefix = "evt";
    private const string Fact = "fct";

    /// <summary>The smallest id that an event of this time or later can have.</summary>
    public static string First(DateTimeOffset time) => NewId.First(Prefix, time);

    /// <summary>The smallest id that a fact of this time or later can have.</summary>
    public static string FirstFact(DateTimeOffset time) => NewId.First(Fact, time);

    public static string EventOf(string factId) => Prefix + factId[Fact.Length..];

    public static string FactOf(string eventId) => Fact + eventId[Prefix.Length..];

    public static bool IsEventId(string? id) => NewId.TryGetUuid(Prefix, id, out _);
}
