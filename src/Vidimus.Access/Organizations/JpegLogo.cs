using System.Buffers.Binary;

namespace Vidimus.Access.Organizations;

/// <summary>
/// Writes a JPEG anew (ITU-T T.81, annex B): tables, frame and scans. Comments, metadata of every kind and what stands
/// behind its end do not come along.
/// </summary>
internal static class JpegLogo
{
    public static bool Is(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <summary>The clean image, or what is wrong with the file.</summary>
    public static (byte[]? Clean, string? Wrong) Clean(byte[] file)
    {
        var clean = new MemoryStream(file.Length);
        clean.Write(file.AsSpan(0, 2));
        var (at, framed, scanned) = (2, false, false);
        while (true)
        {
            if (file.Length - at < 2 || file[at] != 0xFF)
                return (null, "it ends too early or is damaged");
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++; // any number of fill bytes may stand before a marker
                continue;
            }
            if (marker == 0xD9)
                break;
            if (file.Length - at < 4)
                return (null, "it ends too early");
            var length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2)) + 2;
            if (length < 4 || length > file.Length - at)
                return (null, "it ends too early or is damaged");
            var segment = file.AsSpan(at, length);
            at += length;
            if (!IsMetadata(segment))
                clean.Write(segment);
            switch (marker)
            {
                case 0xC0 or 0xC1 or 0xC2:
                    if (framed || segment.Length < 11)
                        return (null, "its header is damaged");
                    if (WrongSize(segment) is { } wrong)
                        return (null, wrong);
                    framed = true;
                    break;
                case 0xDA:
                    if (!framed)
                        return (null, "its header is missing");
                    var end = EndOfScan(file, at);
                    clean.Write(file.AsSpan(at, end - at));
                    (at, scanned) = (end, true);
                    break;
                case 0xC4 or 0xDB or 0xDD or 0xFE or (>= 0xE0 and <= 0xEF):
                    break;
                default:
                    return (null, "it is of a kind that browsers do not show");
            }
        }
        if (!scanned)
            return (null, "it has no pixels");
        clean.Write([0xFF, 0xD9]);
        return (clean.ToArray(), null);
    }

    private static string? WrongSize(ReadOnlySpan<byte> frame) =>
        LogoImage.WrongSize(
            BinaryPrimitives.ReadUInt16BigEndian(frame[7..]),
            BinaryPrimitives.ReadUInt16BigEndian(frame[5..])
        );

    // Of what applications add, only Adobe's segment says how colours are to be read, in its 12 bytes.
    private static bool IsMetadata(ReadOnlySpan<byte> segment) =>
        segment[1] == 0xFE
        || (
            segment[1] is >= 0xE0 and <= 0xEF
            && !(segment[1] == 0xEE && segment.Length == 16 && segment[4..].StartsWith("Adobe"u8))
        );

    /// <summary>Where the next marker stands: in a scan, FF is followed by 00 or begins a restart marker (section B.1.1.5).</summary>
    private static int EndOfScan(byte[] file, int at)
    {
        for (; at + 1 < file.Length; at++)
        {
            if (file[at] == 0xFF && file[at + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
                return at;
        }
        return file.Length;
    }
}
