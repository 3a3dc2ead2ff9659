using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Vidimus.Access.Keys;

namespace Vidimus.Access.Organizations;

/// <summary>
/// Writes a PNG anew (ISO/IEC 15948): its header, palette and pixels, which are unpacked, checked row by row and packed
/// again. Nothing else of the file comes along, neither other chunks nor what stands behind its end.
/// </summary>
internal static class PngLogo
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>The clean image, or what is wrong with the file.</summary>
    public static (byte[]? Clean, string? Wrong) Clean(byte[] file)
    {
        var (parts, wrong) = Parts.Read(file);
        if (parts is null)
            return (null, wrong);
        try
        {
            var pixels = Repack(parts);
            return pixels is null ? (null, "its pixels are damaged") : (Write(parts, pixels), null);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return (null, "its pixels are damaged");
        }
    }

    private static byte[] Write(Parts parts, byte[] pixels)
    {
        var written = new MemoryStream();
        written.Write(Signature);
        Chunk(written, "IHDR", parts.Header);
        if (parts.Palette is not null)
            Chunk(written, "PLTE", parts.Palette);
        if (parts.Transparency is not null)
            Chunk(written, "tRNS", parts.Transparency);
        Chunk(written, "IDAT", pixels);
        Chunk(written, "IEND", []);
        return written.ToArray();
    }

    private static void Chunk(MemoryStream to, string type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(
            chunk.AsSpan(data.Length + 8),
            KeyFormat.Crc32(chunk.AsSpan(4, data.Length + 4))
        );
        to.Write(chunk);
    }

    /// <summary>The pixels packed anew; null when they are more, fewer or other than the header says. Holds one row at a time.</summary>
    private static byte[]? Repack(Parts parts)
    {
        using var packed = new MemoryStream();
        using (var to = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (
            var from = new ZLibStream(new MemoryStream(parts.Pixels), CompressionMode.Decompress)
        )
        {
            foreach (var (width, height) in parts.Passes())
            {
                // A row begins with the number of its filter (section 9).
                var row = new byte[1 + (width * parts.BitsPerPixel + 7) / 8];
                for (var y = 0; y < height; y++)
                {
                    from.ReadExactly(row);
                    if (row[0] > 4)
                        return null;
                    to.Write(row);
                }
            }
            if (from.ReadByte() >= 0)
                return null;
        }
        return packed.ToArray();
    }

    /// <summary>The chunks that an image consists of.</summary>
    private sealed record Parts(byte[] Header, byte[]? Palette, byte[]? Transparency, byte[] Pixels)
    {
        private int Width => BinaryPrimitives.ReadInt32BigEndian(Header);
        private int Height => BinaryPrimitives.ReadInt32BigEndian(Header.AsSpan(4));
        private int Depth => Header[8];
        private int Colors => Header[9];

        public int BitsPerPixel =>
            Depth
            * Colors switch
            {
                2 => 3,
                4 => 2,
                6 => 4,
                _ => 1,
            };

        /// <summary>Widths and heights of what is written one after the other: seven for an interlaced image (section 8.2), none of them empty.</summary>
        public IEnumerable<(int Width, int Height)> Passes()
        {
            if (Header[12] == 0)
            {
                yield return (Width, Height);
                yield break;
            }
            (int X, int Y, int DX, int DY)[] passes =
            [
                (0, 0, 8, 8),
                (4, 0, 8, 8),
                (0, 4, 4, 8),
                (2, 0, 4, 4),
                (0, 2, 2, 4),
                (1, 0, 2, 2),
                (0, 1, 1, 2),
            ];
            foreach (var p in passes)
            {
                var (w, h) = ((Width - p.X + p.DX - 1) / p.DX, (Height - p.Y + p.DY - 1) / p.DY);
                if (w > 0 && h > 0)
                    yield return (w, h);
            }
        }

        public static (Parts? Parts, string? Wrong) Read(byte[] file)
        {
            byte[]? header = null;
            byte[]? palette = null;
            byte[]? transparency = null;
            var pixels = new MemoryStream();
            for (var at = Signature.Length; ; )
            {
                if (file.Length - at < 12)
                    return (null, "it ends too early");
                var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
                if (length > file.Length - at - 12)
                    return (null, "it ends too early");
                var whole = file.AsSpan(at + 4, (int)length + 4);
                var sum = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + (int)length));
                if (sum != KeyFormat.Crc32(whole))
                    return (null, "a checksum in it is wrong");
                var data = whole[4..];
                var type = Encoding.Latin1.GetString(whole[..4]);
                if ((header is null) != (type == "IHDR"))
                    return (null, "its header is missing");
                if (type == "IHDR" && WrongHeader(data) is { } wrong)
                    return (null, wrong);
                if (type == "IHDR")
                    header = data.ToArray();
                else if (type == "PLTE")
                    palette = data.ToArray();
                else if (type == "tRNS")
                    transparency = data.ToArray();
                else if (type == "IDAT")
                    pixels.Write(data);
                else if (type == "IEND")
                    break;
                else if (char.IsUpper(type[0]))
                    return (null, "it holds a part that no PNG has");
                at += (int)length + 12;
            }
            var parts = new Parts(header!, palette, transparency, pixels.ToArray());
            return parts.Wrong() is { } bad ? (null, bad) : (parts, null);
        }

        private static string? WrongHeader(ReadOnlySpan<byte> data)
        {
            if (data.Length != 13)
                return "its header is damaged";
            var known = data[9] switch
            {
                0 => data[8] is 1 or 2 or 4 or 8 or 16,
                3 => data[8] is 1 or 2 or 4 or 8,
                2 or 4 or 6 => data[8] is 8 or 16,
                _ => false,
            };
            if (!known || data[10] != 0 || data[11] != 0 || data[12] > 1)
                return "its header is damaged";
            return LogoImage.WrongSize(
                BinaryPrimitives.ReadUInt32BigEndian(data),
                BinaryPrimitives.ReadUInt32BigEndian(data[4..])
            );
        }

        private string? Wrong()
        {
            var colors = (Palette?.Length ?? 0) / 3;
            if (Palette is not null && (Palette.Length % 3 != 0 || colors is 0 or > 256))
                return "its palette is damaged";
            if (Colors == 3 && Palette is null)
                return "its palette is missing";
            var clear = Colors switch
            {
                0 => Transparency is null or { Length: 2 },
                2 => Transparency is null or { Length: 6 },
                3 => (Transparency?.Length ?? 0) <= colors,
                _ => Transparency is null,
            };
            return clear ? null : "its transparency is damaged";
        }
    }
}
