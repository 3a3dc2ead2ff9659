namespace Vidimus.Certification.Documents.Reading;

/// <summary>The seven types of documents: what bytes are, whatever somebody says that they are.</summary>
internal static class MediaTypes
{
    public const string Pdf = "application/pdf";
    public const string Jpeg = "image/jpeg";
    public const string Png = "image/png";
    public const string Heic = "image/heic";
    public const string Heif = "image/heif";
    public const string Tiff = "image/tiff";
    public const string Webp = "image/webp";

    /// <summary>How many bytes are needed to tell.</summary>
    public const int Needed = 64;

    // Names of one thing: by what servers and programs call it.
    private static readonly Dictionary<string, string[]> Claims = new(StringComparer.Ordinal)
    {
        ["application/pdf"] = [Pdf],
        ["application/x-pdf"] = [Pdf],
        ["image/jpeg"] = [Jpeg],
        ["image/jpg"] = [Jpeg],
        ["image/pjpeg"] = [Jpeg],
        ["image/png"] = [Png],
        ["image/x-png"] = [Png],
        ["image/heic"] = [Heic, Heif],
        ["image/heif"] = [Heic, Heif],
        ["image/heic-sequence"] = [Heic, Heif],
        ["image/heif-sequence"] = [Heic, Heif],
        ["image/tiff"] = [Tiff],
        ["image/tif"] = [Tiff],
        ["image/x-tiff"] = [Tiff],
        ["image/webp"] = [Webp],
    };

    // Says nothing about the content: bytes, and what programs send that were not told.
    private static readonly string[] NoClaim =
    [
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/download",
        "application/x-download",
        "application/force-download",
        "application/x-www-form-urlencoded",
    ];

    // ISO/IEC 23008-12, annex B: brands of pictures and sequences coded as HEVC; and the general ones of annex 10.
    private static readonly string[] HevcBrands =
    [
        "heic",
        "heix",
        "hevc",
        "hevx",
        "heim",
        "heis",
        "hevm",
        "hevs",
    ];
    private static readonly string[] GeneralBrands = ["mif1", "mif2", "msf1"];
    private static readonly string[] OtherBrands = ["avif", "avis"];

    /// <summary>What a file is that begins so; null for none of the seven.</summary>
    public static string? Of(ReadOnlySpan<byte> head) =>
        head switch
        {
            // A file that merely holds a PDF further on is something else to somebody: it begins with one or is none.
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', (byte)'1' or (byte)'2', ..] =>
                Pdf,
            [0xFF, 0xD8, 0xFF, ..] => Jpeg,
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png,
            [0x49, 0x49, 0x2A, 0x00, ..] or [0x4D, 0x4D, 0x00, 0x2A, ..] => Tiff,
            _ when IsWebp(head) => Webp,
            _ => OfBoxes(head),
        };

    /// <summary>Whether a claimed type, such as the one a server sent, says something else than the bytes.</summary>
    public static bool Contradicts(string? claimed, string type)
    {
        var bare = (claimed ?? "").Split(';')[0].Trim().ToLowerInvariant();
        return !NoClaim.Contains(bare)
            && !(Claims.TryGetValue(bare, out var meant) && meant.Contains(type));
    }

    /// <summary>What the name of such a file ends in.</summary>
    public static string Extension(string type) =>
        type switch
        {
            Pdf => ".pdf",
            Jpeg => ".jpg",
            Png => ".png",
            Heic => ".heic",
            Heif => ".heif",
            Tiff => ".tif",
            Webp => ".webp",
            _ => ".bin",
        };

    /// <summary>Other endings that such a file may have.</summary>
    public static bool HasExtension(string name, string type) =>
        name.EndsWith(Extension(type), StringComparison.OrdinalIgnoreCase)
        || (type == Jpeg && name.EndsWith(".jpeg", StringComparison.OrdinalIgnoreCase))
        || (type == Tiff && name.EndsWith(".tiff", StringComparison.OrdinalIgnoreCase));

    private static bool IsWebp(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8);

    // ISO/IEC 14496-12, 4.3: the file begins with its major brand, a version, and the brands that it is compatible with.
    private static string? OfBoxes(ReadOnlySpan<byte> head)
    {
        if (head.Length < 16 || !head[4..8].SequenceEqual("ftyp"u8))
            return null;
        var size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(head);
        var major = Brand(head[8..]);
        if (HevcBrands.Contains(major))
            return Heic;
        if (!GeneralBrands.Contains(major))
            return null;
        var compatible = new List<string>();
        for (var at = 16; at + 4 <= Math.Min(size, (uint)head.Length); at += 4)
            compatible.Add(Brand(head[at..]));
        // A picture of another codec in the same container is none of the seven.
        return compatible.Exists(HevcBrands.Contains) || !compatible.Exists(OtherBrands.Contains)
            ? Heif
            : null;
    }

    private static string Brand(ReadOnlySpan<byte> at) =>
        System.Text.Encoding.Latin1.GetString(at[..4]);
}
