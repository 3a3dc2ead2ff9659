using System.Numerics;
using System.Security.Cryptography;

namespace Vidimus.Client;

/// <summary>
/// Checks Ed25519 signatures (RFC 8032, section 5.1.7), which .NET has no way to. It handles nothing secret, so it need not take the
/// same time for every input; a check takes a few milliseconds.
/// </summary>
internal static class Ed25519
{
    public const int KeyLength = 32;
    public const int SignatureLength = 64;

    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;

    /// <summary>Order of the base point.</summary>
    private static readonly BigInteger L =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);
    private static readonly Point Base = Read(Encoded(4 * Inverse(5), odd: false))!;

    public static bool Verifies(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature
    )
    {
        if (
            publicKey.Length != KeyLength
            || signature.Length != SignatureLength
            || Read(publicKey) is not { } key
        )
            return false;
        var r = signature[..32];
        var s = Number(signature[32..]);
        if (s >= L)
            return false;
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        sha.AppendData(r);
        sha.AppendData(publicKey);
        sha.AppendData(message);
        var k = Number(sha.GetHashAndReset()) % L;
        // R = sB - kA, compared as it is written, so that each signature has one form.
        return Sum(s, Base, k, key.Negated()).Encode().AsSpan().SequenceEqual(r);
    }

    /// <summary>aP + bQ, both at once.</summary>
    private static Point Sum(BigInteger a, Point p, BigInteger b, Point q)
    {
        var both = p.Add(q);
        var sum = Point.Zero;
        for (var bit = 255; bit >= 0; bit--)
        {
            sum = sum.Add(sum);
            var (inA, inB) = (Bit(a, bit), Bit(b, bit));
            if (inA || inB)
                sum = sum.Add(
                    inA && inB ? both
                    : inA ? p
                    : q
                );
        }
        return sum;
    }

    private static Point? Read(ReadOnlySpan<byte> encoded)
    {
        var y = Number(encoded);
        var odd = !(y >> 255).IsZero;
        y -= odd ? BigInteger.One << 255 : 0;
        if (y >= P)
            return null;
        // x² = (y² - 1) / (d y² + 1)
        var square = Mod((y * y - 1) * Inverse(Mod(D * y * y + 1)));
        var x = BigInteger.ModPow(square, (P + 3) / 8, P);
        if (Mod(x * x) != square)
            x = Mod(x * RootOfMinusOne);
        if (Mod(x * x) != square || (x.IsZero && odd))
            return null;
        if (x.IsEven == odd)
            x = P - x;
        return new Point(x, y, 1, Mod(x * y));
    }

    private static byte[] Encoded(BigInteger y, bool odd)
    {
        var bytes = new byte[KeyLength];
        Mod(y).TryWriteBytes(bytes, out _, isUnsigned: true);
        if (odd)
            bytes[31] |= 0x80;
        return bytes;
    }

    private static BigInteger Number(ReadOnlySpan<byte> littleEndian) =>
        new(littleEndian, isUnsigned: true);

    private static bool Bit(BigInteger number, int bit) => !((number >> bit) & 1).IsZero;

    private static BigInteger Mod(BigInteger number)
    {
        var rest = number % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    private static BigInteger Inverse(BigInteger number) => BigInteger.ModPow(number, P - 2, P);

    /// <summary>A point in extended homogeneous coordinates (RFC 8032, section 5.1.4).</summary>
    private sealed record Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
    {
        public static readonly Point Zero = new(0, 1, 1, 0);

        public Point Negated() => this with { X = Mod(-X), T = Mod(-T) };

        // Complete: it doubles as well.
        public Point Add(Point other)
        {
            var a = Mod((Y - X) * (other.Y - other.X));
            var b = Mod((Y + X) * (other.Y + other.X));
            var c = Mod(2 * T * D * other.T);
            var d = Mod(2 * Z * other.Z);
            var (e, f, g, h) = (b - a, d - c, d + c, b + a);
            return new Point(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
        }

        public byte[] Encode()
        {
            var inverse = Inverse(Z);
            return Encoded(Y * inverse, !Mod(X * inverse).IsEven);
        }
    }
}
