using System.IO.Compression;

namespace Vidimus.Proofs;

/// <summary>Expands compressed status lists that somebody else made, up to a bound: a few kilobytes may stand for gigabytes.</summary>
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

    /// <summary>Expands gzip (RFC 1952) or zlib (RFC 1950) data. Both formats end with a checksum, which is checked.</summary>
    internal static Outcome TryExpand(byte[] compressed, bool gzip, out byte[] expanded)
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
            return Read(stream, out expanded);
        }
        // InvalidDataException for wrong data; IOException where the library below reports a truncated stream.
        catch (Exception wrong) when (wrong is InvalidDataException or IOException)
        {
            return Outcome.Malformed;
        }
    }

    private static Outcome Read(Stream stream, out byte[] expanded)
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
                if (length > MaxLength)
                {
                    expanded = [];
                    return Outcome.TooLong;
                }
                // One byte more than allowed shows that the list is longer.
                Array.Resize(ref buffer, Math.Min(length * 2, MaxLength + 1));
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
