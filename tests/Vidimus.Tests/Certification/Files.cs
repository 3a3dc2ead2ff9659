using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Testing;

namespace Vidimus.Tests.Certification;

/// <summary>Small files of every type of document, and of other types.</summary>
internal static class Files
{
    public static readonly string[] Types =
    [
        "application/pdf",
        "image/jpeg",
        "image/png",
        "image/heic",
        "image/heif",
        "image/tiff",
        "image/webp",
    ];

    public static byte[] Of(string type) =>
        type switch
        {
            "application/pdf" => Pdf(),
            "image/jpeg" => Jpeg(40, 30),
            "image/png" => Png(40, 30),
            "image/heic" => Heif("heic", "mif1", 40, 30),
            "image/heif" => Heif("mif1", "heic", 40, 30),
            "image/tiff" => Tiff(40, 30),
            _ => Webp(40, 30),
        };

    /// <summary>A PDF of about this size, with this text in it in the clear.</summary>
    public static byte[] Pdf(string text = "", int size = 0) =>
        Encoding.Latin1.GetBytes(
            $"%PDF-1.7\n% {text}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
                + $"trailer<</Root 1 0 R>>\n% {new string('.', Math.Max(0, size - 160 - text.Length))}\n%%EOF\n"
        );

    /// <summary>A PDF of exactly this size whose bytes do not repeat.</summary>
    public static byte[] Random(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        "%PDF-1.7\n"u8.CopyTo(bytes);
        return bytes;
    }

    public static byte[] Jpeg(int width, int height) =>
        [
            0xFF,
            0xD8,
            0xFF,
            0xE0,
            0,
            16,
            .. "JFIF\0"u8,
            .. new byte[9],
            0xFF,
            0xFF, // a fill byte before the next marker
            0xC0,
            0,
            11,
            8,
            .. Big16(height),
            .. Big16(width),
            1,
            1,
            0x11,
            0,
            0xFF,
            0xD9,
        ];

    public static byte[] Png(long width, long height) =>
        [
            0x89,
            .. "PNG\r\n"u8,
            0x1A,
            0x0A,
            .. Big32(13),
            .. "IHDR"u8,
            .. Big32(width),
            .. Big32(height),
            8,
            0,
            0,
            0,
            0,
            .. new byte[16],
        ];

    public static byte[] Webp(int width, int height) =>
        [
            .. "RIFF"u8,
            22,
            0,
            0,
            0,
            .. "WEBPVP8X"u8,
            10,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            .. Little32(width - 1)[..3],
            .. Little32(height - 1)[..3],
        ];

    /// <summary>A TIFF whose directory is behind its picture.</summary>
    public static byte[] Tiff(long width, long height, int between = 100) =>
        [
            .. "II*\0"u8,
            .. Little32(8 + between),
            .. new byte[between],
            2,
            0,
            .. Entry(256, width),
            .. Entry(257, height),
            .. new byte[4],
        ];

    public static byte[] Heif(string major, string compatible, long width, long height)
    {
        byte[] ispe = [.. new byte[4], .. Big32(width), .. Big32(height)];
        byte[] tile = [.. new byte[4], .. Big32(8), .. Big32(8)];
        var ipco = Box("ipco", [.. Box("ispe", tile), .. Box("ispe", ispe)]);
        var meta = Box("meta", [.. new byte[4], .. Box("iprp", ipco)]);
        return
        [
            .. Box("ftyp", [.. Text(major), .. new byte[4], .. Text(compatible)]),
            .. Box("free", new byte[40]),
            .. meta,
            .. Box("mdat", new byte[20]),
        ];
    }

    public static HttpContent Content(byte[] bytes, string? type = null)
    {
        var content = new ByteArrayContent(bytes);
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    public static Task<Answer> Upload(
        this VidimusApp app,
        string key,
        byte[] bytes,
        string? type = null,
        string? name = null,
        params (string Name, string Value)[] headers
    ) =>
        app.Post(
            name is null ? "/v1/documents" : $"/v1/documents?name={Uri.EscapeDataString(name)}",
            key,
            Content(bytes, type),
            headers
        );

    /// <summary>Uploads and answers the id.</summary>
    public static async Task<string> Uploaded(
        this VidimusApp app,
        string key,
        byte[] bytes,
        string? name = null
    ) => (await app.Upload(key, bytes, null, name)).Should(201).At("id")!;

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Files that lie in the folder of documents.</summary>
    public static string[] Stored(this VidimusApp app)
    {
        var folder = Path.Combine(app.Folder, "documents");
        return Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            : [];
    }

    /// <summary>Where a document lies.</summary>
    public static string PathOf(this VidimusApp app, string id) =>
        app.Stored().Single(f => Path.GetFileName(f) == id);

    private static byte[] Box(string kind, byte[] content) =>
        [.. Big32(8 + content.Length), .. Text(kind), .. content];

    private static byte[] Entry(int tag, long value) =>
        [(byte)tag, (byte)(tag >> 8), 4, 0, 1, 0, 0, 0, .. Little32(value)];

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Big16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Big32(long value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
        return bytes;
    }

    private static byte[] Little32(long value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
        return bytes;
    }
}
