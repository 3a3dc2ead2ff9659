using System.Buffers.Binary;
using Vidimus.Platform.Ids;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// Ids of events are those of their facts under another prefix, and both hold the time they were made at (RFC 9562,
/// section 5.7): a stretch of time is a stretch of ids.
/// </summary>
internal static class EventIds
{
    private const string Event = "evt";
    private const string Fact = "fct";

    public static string OfFact(string factId) => Event + factId[Fact.Length..];

    public static string FactOf(string eventId) => Fact + eventId[Event.Length..];

    public static bool IsOne(string? id) => NewId.TryGetUuid(Event, id, out _);

    /// <summary>The smallest id that an event of this time or later can have.</summary>
    public static string First(DateTimeOffset time) => NewId.Create(Event, At(time));

    /// <summary>The smallest id that a fact of this time or later can have.</summary>
    public static string FirstFact(DateTimeOffset time) => NewId.Create(Fact, At(time));

    private static Guid At(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(
            bytes,
            Math.Max(0, time.ToUnixTimeMilliseconds()) << 16
        );
        return new(bytes, bigEndian: true);
    }
}
