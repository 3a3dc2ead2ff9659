using System.Buffers.Binary;
using System.IO.Compression;

namespace Vidimus.Proofs;

/// <summary>Expands what somebody else compressed, status lists above all, up to a bound: a few kilobytes may stand for gigabytes.</summary>
internal static class BoundedInflate
{
    /// <summary>Longest list expanded, in bytes: 134 million entries of one bit.</summary>
    internal const int MaxLength = 16 << 20;

    private const int FirstLength = 16 << 10;

    /// <summary>What came of expanding.</summary>
    internal enum Outcome
    {
        Done,
        Malformed,
        TooLong,
    }

    /// <summary>
    /// Expands gzip (RFC 1952) or zlib (RFC 1950) data, one member from the first byte to the last. The runtime checks the checksum
    /// at the end only when it is there, so that it is looked at here.
    /// </summary>
    internal static Outcome TryExpand(
        byte[] compressed,
        bool gzip,
        out byte[] expanded,
        int maxLength = MaxLength
    )
    {
        expanded = [];
        if (!(gzip ? LooksLikeGzip(compressed) : LooksLikeZlib(compressed)))
        {
            return Outcome.Malformed;
        }
        using var source = new MemoryStream(compressed, writable: false);
        using Stream stream = gzip
            ? new GZipStream(source, CompressionMode.Decompress)
            : new ZLibStream(source, CompressionMode.Decompress);
        try
        {
            var outcome = Read(stream, maxLength, out expanded);
            return outcome == Outcome.Done && !EndsRightly(compressed, gzip, expanded)
                ? Outcome.Malformed
                : outcome;
        }
        // InvalidDataException for wrong data; IOException where the library below reports a truncated stream.
        catch (Exception wrong) when (wrong is InvalidDataException or IOException)
        {
            return Outcome.Malformed;
        }
    }

    // RFC 1952 section 2.3.1: CRC-32, which the runtime has checked if it got this far, then the length.
    // RFC 1950 section 2.2: Adler-32.
    private static bool EndsRightly(byte[] compressed, bool gzip, byte[] expanded)
    {
        var end = compressed.AsSpan(compressed.Length - 4);
        return gzip
            ? BinaryPrimitives.ReadUInt32LittleEndian(end) == (uint)expanded.Length
            : BinaryPrimitives.ReadUInt32BigEndian(end) == Adler32(expanded);
    }

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        // RFC 1950 section 9; 5552 is the most bytes whose sums fit 32 bits before the remainder must be taken.
        const uint Modulus = 65521;
        const int Most = 5552;
        uint a = 1;
        uint b = 0;
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(Most, bytes.Length)];
            foreach (var value in part)
            {
                a += value;
                b += a;
            }
            a %= Modulus;
            b %= Modulus;
            bytes = bytes[part.Length..];
        }
        return (b << 16) | a;
    }

    private static Outcome Read(Stream stream, int maxLength, out byte[] expanded)
    {
        var buffer = new byte[FirstLength];
        var length = 0;
        while (true)
        {
            var read = stream.Read(buffer, length, buffer.Length - length);
            length += read;
            if (read == 0)
            {
                Array.Resize(ref buffer, length);
                expanded = buffer;
                return Outcome.Done;
            }
            if (length == buffer.Length)
            {
                if (length > maxLength)
                {
                    expanded = [];
                    return Outcome.TooLong;
                }
                // One byte more than allowed shows that the list is longer.
                Array.Resize(ref buffer, Math.Min(length * 2, maxLength + 1));
            }
        }
    }

    // RFC 1952 section 2.3.1: magic bytes, the method deflate, and no reserved flags.
    private static bool LooksLikeGzip(byte[] data) =>
        data.Length >= 18
        && data[0] == 0x1F
        && data[1] == 0x8B
        && data[2] == 8
        && (data[3] & 0xE0) == 0;

    // RFC 1950 section 2.2: the method deflate, a header divisible by 31, no preset dictionary.
    private static bool LooksLikeZlib(byte[] data) =>
        data.Length >= 8
        && (data[0] & 0x0F) == 8
        && ((data[0] << 8) | data[1]) % 31 == 0
        && (data[1] & 0x20) == 0;
}
