using System.Buffers.Binary;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// Pictures inside a template, and those put into its fields: PNG and JPEG by what is in them, of bounded size, rewritten with nothing
/// but the parts that are drawn. What follows the picture in the file, or hides in its notes, does not come along.
/// </summary>
internal static class DataPicture
{
    /// <summary>Longest side, in pixels.</summary>
    public const int LongestSide = 4_000;

    /// <summary>Most pixels of a picture.</summary>
    public const int MostPixels = 2_048 * 2_048;

    private static readonly string[] Drawn =
    [
        "IHDR",
        "PLTE",
        "tRNS",
        "gAMA",
        "cHRM",
        "sRGB",
        "IDAT",
        "IEND",
    ];

    /// <summary>The picture behind a <c>data:</c> address, or null with the reason.</summary>
    public static Picture? Read(string address, out string reason)
    {
        reason = "a picture inside the file must be a base64 data: address of a PNG or JPEG";
        var comma = address.IndexOf(',');
        if (comma < 0 || comma > 100)
            return null;
        var head = address[..comma].ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal);
        if (
            head
            is not ("data:image/png;base64" or "data:image/jpeg;base64" or "data:image/jpg;base64")
        )
            return null;
        var buffer = new byte[(address.Length - comma) / 4 * 3 + 3];
        return Convert.TryFromBase64Chars(address.AsSpan(comma + 1), buffer, out var length)
            ? Read(buffer.AsSpan(0, length), out reason)
            : null;
    }

    /// <summary>The picture in a file, or null with the reason.</summary>
    public static Picture? Read(ReadOnlySpan<byte> file, out string reason)
    {
        var picture =
            IsPng(file) ? Png(file)
            : file is [0xFF, 0xD8, 0xFF, ..] ? Jpeg(file)
            : null;
        reason =
            picture is null ? "the picture is not a whole PNG or JPEG"
            : picture.Width > LongestSide
            || picture.Height > LongestSide
            || (long)picture.Width * picture.Height > MostPixels
                ? $"the picture has {picture.Width} x {picture.Height} pixels, more than {LongestSide:N0} a side or {MostPixels:N0} altogether: make it smaller"
            : "";
        return reason.Length == 0 ? picture : null;
    }

    private static bool IsPng(ReadOnlySpan<byte> file) =>
        file is [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..];

    // PNG (third edition), section 5: chunks of length, type, data and checksum, the first of them IHDR.
    private static Picture? Png(ReadOnlySpan<byte> file)
    {
        using var kept = new MemoryStream(file.Length);
        kept.Write(file[..8]);
        var (width, height, at) = (0, 0, 8);
        while (at + 12 <= file.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > (uint)(file.Length - at - 12))
                return null;
            var chunk = file.Slice(at, (int)length + 12);
            var type = System.Text.Encoding.Latin1.GetString(chunk.Slice(4, 4));
            if (at > 8 && type == "IHDR")
                return null;
            if (at == 8)
            {
                if (type != "IHDR" || length != 13)
                    return null;
                width = BinaryPrimitives.ReadInt32BigEndian(chunk[8..]);
                height = BinaryPrimitives.ReadInt32BigEndian(chunk[12..]);
            }
            if (Drawn.Contains(type))
                kept.Write(chunk);
            at += chunk.Length;
            if (type == "IEND")
                return width > 0 && height > 0
                    ? new("image/png", kept.ToArray(), width, height)
                    : null;
        }
        return null;
    }

    // ITU-T T.81, annex B: markers with lengths, then the scans, whose bytes hold no markers but restarts. One frame, whose size is the
    // one that is checked, and of the kinds that libjpeg's own size limits hold for: baseline, extended, progressive.
    private static Picture? Jpeg(ReadOnlySpan<byte> file)
    {
        using var kept = new MemoryStream(file.Length);
        kept.Write(file[..2]);
        var (width, height, at, scans) = (0, 0, 2, 0);
        while (at + 4 <= file.Length && file[at] == 0xFF)
        {
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]) + 2;
            if (length < 4 || at + length > file.Length)
                return null;
            switch (marker)
            {
                case 0xC0 or 0xC1 or 0xC2 when width == 0 && scans == 0 && length >= 11:
                    height = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]);
                    width = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]);
                    if (width == 0 || height == 0)
                        return null;
                    break;
                case 0xC4 or 0xDB or 0xDD or 0xDA or 0xFE or (>= 0xE0 and <= 0xEF):
                    break;
                default:
                    return null;
            }
            // Adobe's APP14 says how the colours are coded; other applications' notes and comments are not drawn.
            if (marker is not (>= 0xE0 and <= 0xEF or 0xFE) || marker == 0xEE)
                kept.Write(file.Slice(at, length));
            at += length;
            if (marker != 0xDA)
                continue;
            // A progressive picture has ten or so; each costs a pass over all pixels.
            if (width == 0 || ++scans > 16)
                return null;
            var end = EndOfScan(file, at);
            kept.Write(file[at..end]);
            at = end;
            if (at + 1 < file.Length && file[at + 1] == 0xD9)
            {
                kept.Write([0xFF, 0xD9]);
                return new("image/jpeg", kept.ToArray(), width, height);
            }
        }
        return null;
    }

    private static int EndOfScan(ReadOnlySpan<byte> file, int at)
    {
        while (
            at + 1 < file.Length
            && !(file[at] == 0xFF && file[at + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
        )
            at++;
        return at;
    }
}

/// <summary>A picture that may be drawn.</summary>
internal sealed record Picture(string Type, byte[] Bytes, int Width, int Height)
{
    public string Address { get; } = $"data:{Type};base64,{Convert.ToBase64String(Bytes)}";
}
