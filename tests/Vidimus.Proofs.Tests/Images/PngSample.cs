using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Vidimus.Proofs.Tests.Images;

/// <summary>PNG files put together chunk by chunk, right or wrong.</summary>
internal static class PngSample
{
    internal static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    internal static byte[] Header(int width = 1, int height = 1, byte depth = 8, byte color = 6) =>
        Chunk("IHDR", [.. Number(width), .. Number(height), depth, color, 0, 0, 0]);

    /// <summary>One transparent pixel.</summary>
    internal static byte[] Pixels => Chunk("IDAT", Deflate(new byte[5]));

    internal static byte[] End => Chunk("IEND", []);

    internal static byte[] Image => File(Header(), Pixels, End);

    internal static byte[] File(params byte[][] chunks) =>
        [.. Signature, .. chunks.SelectMany(chunk => chunk)];

    internal static byte[] With(params byte[][] chunks) => File([Header(), .. chunks, Pixels, End]);

    internal static byte[] Chunk(string type, byte[] data) =>
        WithChecksum([.. Number(data.Length), .. Encoding.Latin1.GetBytes(type), .. data]);

    internal static byte[] Credential(string text, string keyword = "openbadgecredential") =>
        Chunk("iTXt", Encoding.UTF8.GetBytes($"{keyword}\0\0\0\0\0{text}"));

    internal static byte[] Compressed(byte[] text) =>
        Chunk("iTXt", [.. "openbadgecredential\0\u0001\0\0\0"u8, .. Deflate(text)]);

    internal static byte[] Deflate(byte[] data)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(data);
        }
        return target.ToArray();
    }

    private static byte[] Number(int value)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, value);
        return number;
    }

    private static byte[] WithChecksum(byte[] chunk)
    {
        // Bit by bit, unlike the code under test (PNG, third edition, section 5.5).
        var crc = uint.MaxValue;
        foreach (var value in chunk.AsSpan(4))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }
        return [.. chunk, .. Number((int)~crc)];
    }
}
