using System.Diagnostics.CodeAnalysis;

namespace Vidimus.Platform.Ids;

/// <summary>
/// Typed, time-ordered ids: a prefix that names the type, an underscore, and 26 characters of Crockford base32
/// (lower case) that hold a UUID version 7 (RFC 9562, section 5.7). Ids of one type sort by the time they were made.
/// </summary>
public static class NewId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Makes an id such as <c>cred_01k…</c> with the time of <paramref name="clock"/>.</summary>
    public static string Create(string prefix, TimeProvider clock) =>
        Create(prefix, Guid.CreateVersion7(clock.GetUtcNow()));

    /// <summary>
    /// The smallest id of this type that can be made at this time or later: ids hold their time, in milliseconds since 1970,
    /// in their first 48 bits, so that a stretch of time is a stretch of ids.
    /// </summary>
    public static string First(string prefix, DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var milliseconds = Math.Max(0, time.ToUnixTimeMilliseconds());
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds << 16);
        return Create(prefix, new Guid(bytes, bigEndian: true));
    }

    /// <summary>The id of this type that holds <paramref name="uuid"/>.</summary>
    public static string Create(string prefix, Guid uuid) =>
        string.Create(
            prefix.Length + 27,
            (prefix, uuid),
            static (span, state) =>
            {
                state.prefix.CopyTo(span);
                span[state.prefix.Length] = '_';
                Write(state.uuid, span[(state.prefix.Length + 1)..]);
            }
        );

    /// <summary>Reads the UUID of an id of this type; false when the text is not exactly such an id.</summary>
    public static bool TryGetUuid(string prefix, [NotNullWhen(true)] string? id, out Guid uuid)
    {
        uuid = default;
        if (
            id is null
            || id.Length != prefix.Length + 27
            || !id.StartsWith(prefix, StringComparison.Ordinal)
            || id[prefix.Length] != '_'
        )
            return false;
        UInt128 value = 0;
        var digits = id.AsSpan(prefix.Length + 1);
        if (digits[0] > '7')
            return false;
        foreach (var c in digits)
        {
            var digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
                return false;
            value = (value << 5) | (uint)digit;
        }
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        uuid = new Guid(bytes, bigEndian: true);
        return true;
    }

    /// <summary>When an id of this type was made, to the millisecond; null when the text is not exactly such an id.</summary>
    public static DateTimeOffset? TimeOf(string prefix, string? id)
    {
        if (!TryGetUuid(prefix, id, out var uuid))
            return null;
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(
            System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16
        );
    }

    private static void Write(Guid uuid, Span<char> span)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        for (var i = 25; i >= 0; i--)
        {
            span[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    }
}
