using System.Buffers.Binary;
using Vidimus.Platform.Ids;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// The ids of events and of their facts. Both have the same 26 characters, which hold the time they were made at (RFC 9562,
/// section 5.7): a stretch of time is a stretch of ids.
/// </summary>
internal static class EventTimes
{
    public const string Prefix = "evt";
    private const string Fact = "fct";

    /// <summary>The smallest id that an event of this time or later can have.</summary>
    public static string First(DateTimeOffset time) => NewId.Create(Prefix, At(time));

    /// <summary>The smallest id that a fact of this time or later can have.</summary>
    public static string FirstFact(DateTimeOffset time) => NewId.Create(Fact, At(time));

    public static string EventOf(string factId) => Prefix + factId[Fact.Length..];

    public static string FactOf(string eventId) => Fact + eventId[Prefix.Length..];

    public static bool IsEventId(string? id) => NewId.TryGetUuid(Prefix, id, out _);

    private static Guid At(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var milliseconds = Math.Max(0, time.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds << 16);
        return new(bytes, bigEndian: true);
    }
}
