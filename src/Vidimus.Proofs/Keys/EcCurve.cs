using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;

namespace Vidimus.Proofs;

/// <summary>A curve of NIST SP 800-186 on which JOSE signs, with the one algorithm that belongs to it (RFC 7518 section 3.4).</summary>
internal sealed class EcCurve
{
    private readonly X9ECParameters points;
    private readonly byte[] order;

    private EcCurve(
        string name,
        string algorithm,
        ECCurve parameters,
        HashAlgorithmName hash,
        byte multicodec,
        string secName
    )
    {
        Name = name;
        Algorithm = algorithm;
        Parameters = parameters;
        Hash = hash;
        MulticodecHeader = [multicodec, 0x24];
        points = CustomNamedCurves.GetByName(secName);
        CoordinateLength = (points.Curve.FieldSize + 7) / 8;
        order = points.N.ToByteArrayUnsigned();
    }

    /// <summary>The three curves, shortest first. The codes are those of p256-pub, p384-pub and p521-pub, 0x1200 to 0x1202, as varints.</summary>
    internal static IReadOnlyList<EcCurve> All { get; } =
    [
        new(
            "P-256",
            "ES256",
            ECCurve.NamedCurves.nistP256,
            HashAlgorithmName.SHA256,
            0x80,
            "secp256r1"
        ),
        new(
            "P-384",
            "ES384",
            ECCurve.NamedCurves.nistP384,
            HashAlgorithmName.SHA384,
            0x81,
            "secp384r1"
        ),
        new(
            "P-521",
            "ES512",
            ECCurve.NamedCurves.nistP521,
            HashAlgorithmName.SHA512,
            0x82,
            "secp521r1"
        ),
    ];

    /// <summary>The name in a JWK's <c>crv</c>.</summary>
    internal string Name { get; }

    /// <summary>The name in a token's <c>alg</c>.</summary>
    internal string Algorithm { get; }

    internal ECCurve Parameters { get; }

    internal HashAlgorithmName Hash { get; }

    /// <summary>What stands before the compressed point in a Multikey.</summary>
    internal byte[] MulticodecHeader { get; }

    internal int CoordinateLength { get; }

    /// <summary>Length of r and s one after the other.</summary>
    internal int SignatureLength => 2 * CoordinateLength;

    internal static EcCurve? Named(string? name) => All.FirstOrDefault(curve => curve.Name == name);

    internal static EcCurve? OfAlgorithm(string? algorithm) =>
        All.FirstOrDefault(curve => curve.Algorithm == algorithm);

    /// <summary>The curve that a key of the runtime is on; null when it is none of these.</summary>
    internal static EcCurve? Of(ECCurve curve) =>
        curve.IsNamed ? All.FirstOrDefault(known => known.IsNamedBy(curve.Oid)) : null;

    /// <summary>
    /// Reads a point in the compressed or uncompressed form of SEC 1 section 2.3.4 and gives it uncompressed; false unless it is on
    /// the curve. These curves have cofactor 1, so that every such point is of the right order.
    /// </summary>
    internal bool TryReadPoint(
        ReadOnlySpan<byte> encoded,
        [NotNullWhen(true)] out byte[]? uncompressed
    )
    {
        uncompressed = null;
        var compressed = encoded.Length == 1 + CoordinateLength && encoded[0] is 2 or 3;
        if (!compressed && (encoded.Length != 1 + (2 * CoordinateLength) || encoded[0] != 4))
        {
            return false;
        }
        try
        {
            uncompressed = points.Curve.DecodePoint(encoded.ToArray()).GetEncoded(false);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether both r and s are from 1 to the order less 1 (FIPS 186-5 section 6.4.2); asked here, so that no library decides it.</summary>
    internal bool IsInRange(ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureLength
        && IsScalar(signature[..CoordinateLength])
        && IsScalar(signature[CoordinateLength..]);

    private bool IsScalar(ReadOnlySpan<byte> number) =>
        number.ContainsAnyExcept((byte)0) && number.SequenceCompareTo(order) < 0;

    // Windows names these curves without telling their object identifier.
    private bool IsNamedBy(Oid oid) =>
        oid.Value is { Length: > 0 } value
            ? value == Parameters.Oid.Value
            : oid.FriendlyName == Parameters.Oid.FriendlyName;
}
