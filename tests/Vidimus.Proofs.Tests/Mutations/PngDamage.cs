using System.Buffers.Binary;
using System.Text;
using Vidimus.Proofs.Tests.Images;

namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>Damage to PNG files: their bytes, or their chunks under right checksums.</summary>
internal static class PngDamage
{
    private static readonly string[] Types =
    [
        "iTXt",
        "tEXt",
        "zTXt",
        "IHDR",
        "IDAT",
        "IEND",
        "PLTE",
        "abCd",
        "raNd",
    ];

    internal static Func<Random, byte[]> Of(byte[] original, JsonDamage json) =>
        random =>
            random.Next(3) == 0 ? ByteDamage.Of(original, random) : Chunks(original, json, random);

    private static byte[] Chunks(byte[] original, JsonDamage json, Random random)
    {
        var chunks = Read(original);
        for (var times = random.Next(1, 3); times > 0; times--)
        {
            var at = random.Next(chunks.Count);
            var (type, data) = chunks[at];
            switch (random.Next(9))
            {
                case 0 when chunks.Count > 1:
                    chunks.RemoveAt(at);
                    break;
                case 1:
                    chunks.Insert(random.Next(chunks.Count + 1), chunks[at]);
                    break;
                case 2:
                    var other = random.Next(chunks.Count);
                    (chunks[at], chunks[other]) = (chunks[other], chunks[at]);
                    break;
                case 3:
                    chunks[at] = (Types[random.Next(Types.Length)], data);
                    break;
                case 4:
                    chunks[at] = (type, ByteDamage.Of(data, random));
                    break;
                default:
                    var text = json.Of(random);
                    var chunk = Text(random.Next(8), text, random);
                    var old = chunks.FindIndex(c => c.Type == "iTXt");
                    if (old >= 0 && random.Next(4) > 0)
                    {
                        chunks[old] = chunk;
                    }
                    else
                    {
                        chunks.Insert(at, chunk);
                    }
                    break;
            }
        }
        return PngSample.File([.. chunks.Select(c => PngSample.Chunk(c.Type, c.Data))]);
    }

    private static (string Type, byte[] Data) Text(int kind, byte[] text, Random random) =>
        kind switch
        {
            0 => ("iTXt", [.. "openbadgecredential\0\u0001\0\0\0"u8, .. PngSample.Deflate(text)]),
            1 => (
                "iTXt",
                [
                    .. "openbadgecredential\0\u0001\0\0\0"u8,
                    .. ByteDamage.Of(PngSample.Deflate(text), random),
                ]
            ),
            2 => ("zTXt", [.. "openbadgecredential\0\0"u8, .. PngSample.Deflate(text)]),
            3 => ("tEXt", [.. "openbadgecredential\0"u8, .. text]),
            4 => ("iTXt", [.. "openbadges\0\0\0\0\0"u8, .. text]),
            5 => ("iTXt", [.. "openbadgecredential\0\0\0en\0Ausweis\0"u8, .. text]),
            _ => ("iTXt", [.. "openbadgecredential\0\0\0\0\0"u8, .. text]),
        };

    private static List<(string Type, byte[] Data)> Read(byte[] file)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < file.Length; )
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add(
                (Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)])
            );
            at += 12 + length;
        }
        return chunks;
    }
}
