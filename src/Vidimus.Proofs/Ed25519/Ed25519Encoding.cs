using System.Buffers.Binary;

namespace Vidimus.Proofs;

/// <summary>
/// The encodings refused before any back end is asked, so that all of them give the same answer: a scalar S not below the
/// group order (RFC 8032 section 5.1.7), a point that is not canonically encoded (section 5.1.3), and a point of small order.
/// </summary>
internal static class Ed25519Encoding
{
    private const ulong AllOnes = ulong.MaxValue;
    private const ulong SignMask = 0x7FFF_FFFF_FFFF_FFFF;

    // The y coordinates of the eight points whose order divides the cofactor 8 (little-endian words), computed from the curve
    // equation: 0, 1, p - 1 and the two y of order 8. The sign bit is ignored, which also covers x = 0 with the sign bit set.
    private static readonly ulong[][] SmallOrderY =
    [
        [0, 0, 0, 0],
        [1, 0, 0, 0],
        [0xFFFF_FFFF_FFFF_FFEC, AllOnes, AllOnes, SignMask],
        [
            0xB027_B2C2_8F95_E826,
            0xF098_EFF2_89F4_C345,
            0x3933_C6D3_05AC_DFD5,
            0x05FC_536D_8802_38B1,
        ],
        [
            0x4FD8_4D3D_706A_17C7,
            0x0F67_100D_760B_3CBA,
            0xC6CC_392C_FA53_202A,
            0x7A03_AC92_77FD_C74E,
        ],
    ];

    // L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032 section 5.1), little-endian words.
    private static readonly ulong[] Order =
    [
        0x5812_631A_5CF5_D3ED,
        0x14DE_F9DE_A2F7_9CD6,
        0,
        0x1000_0000_0000_0000,
    ];

    internal static bool IsAcceptablePoint(ReadOnlySpan<byte> point)
    {
        Span<ulong> y = stackalloc ulong[4];
        Read(point, y);
        y[3] &= SignMask;
        // p = 2^255 - 19: only words of all ones with a lowest word of at least 2^64 - 19 reach it.
        if (y[3] == SignMask && y[2] == AllOnes && y[1] == AllOnes && y[0] >= 0xFFFF_FFFF_FFFF_FFED)
        {
            return false;
        }
        foreach (var small in SmallOrderY)
        {
            if (y.SequenceEqual(small))
            {
                return false;
            }
        }
        return true;
    }

    internal static bool IsCanonicalScalar(ReadOnlySpan<byte> scalar)
    {
        Span<ulong> s = stackalloc ulong[4];
        Read(scalar, s);
        for (var word = 3; word >= 0; word--)
        {
            if (s[word] != Order[word])
            {
                return s[word] < Order[word];
            }
        }
        return false;
    }

    private static void Read(ReadOnlySpan<byte> bytes, Span<ulong> words)
    {
        for (var word = 0; word < 4; word++)
        {
            words[word] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(word * 8)..]);
        }
    }
}
