using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>
/// A public key for signatures: Ed25519 (RFC 8032), or P-256, P-384 or P-521, which many wallets and issuers have (RFC 7518 section
/// 3.4). Each kind of key has exactly one algorithm, and what a token says about itself never changes it. Immutable, and safe for
/// use by many threads.
/// </summary>
public sealed class VerifyingKey
{
    /// <summary>What can be read, for sentences about keys that cannot.</summary>
    internal const string Kinds = "Ed25519, P-256, P-384 or P-521";

    private readonly EcCurve? curve;

    // The 32 bytes of Ed25519, or 0x04 and both coordinates.
    private readonly byte[] point;

    // Importing a key costs as much as a verification, and the runtime does not promise that threads may share one: whoever
    // verifies takes the imported key out, and puts it back.
    private ECDsa? imported;

    private VerifyingKey(EcCurve? curve, byte[] point)
    {
        this.curve = curve;
        this.point = point;
    }

    /// <summary>The algorithm of its signatures: <c>EdDSA</c>, <c>ES256</c>, <c>ES384</c> or <c>ES512</c>.</summary>
    public string Algorithm => curve?.Algorithm ?? Jws.Algorithm;

    /// <summary>Whether it is an Ed25519 key, the only kind that the cryptosuites of VC-DI-EdDSA take.</summary>
    public bool IsEd25519 => curve is null;

    /// <summary>An Ed25519 public key of 32 bytes.</summary>
    /// <exception cref="ArgumentException">The bytes are no acceptable Ed25519 public key.</exception>
    public static VerifyingKey FromEd25519(ReadOnlySpan<byte> publicKey) =>
        Ed25519.IsAcceptablePublicKey(publicKey)
            ? new VerifyingKey(null, publicKey.ToArray())
            : throw new ArgumentException("Not an Ed25519 public key.", nameof(publicKey));

    /// <summary>The public part of a key of the runtime's, which stays the caller's.</summary>
    /// <exception cref="ArgumentException">The key is not on P-256, P-384 or P-521.</exception>
    public static VerifyingKey FromECDsa(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return
            EcCurve.Of(parameters.Curve) is { } curve
            && FromPoint(curve, [4, .. parameters.Q.X!, .. parameters.Q.Y!]) is { } read
            ? read
            : throw new ArgumentException("Not a key on P-256, P-384 or P-521.", nameof(key));
    }

    /// <summary>The key of a point in a form of SEC 1; null unless it is on the curve.</summary>
    internal static VerifyingKey? FromPoint(EcCurve curve, ReadOnlySpan<byte> encoded) =>
        curve.TryReadPoint(encoded, out var point) ? new VerifyingKey(curve, point) : null;

    /// <summary>The public JWK with the members that identify the key, and no others (RFC 7518 section 6.2.1; RFC 8037 section 2).</summary>
    public JsonObject ToJwk() =>
        curve is null
            ? new()
            {
                ["kty"] = "OKP",
                ["crv"] = "Ed25519",
                ["x"] = StrictBase64Url.Encode(point),
            }
            : new()
            {
                ["kty"] = "EC",
                ["crv"] = curve.Name,
                ["x"] = StrictBase64Url.Encode(X),
                ["y"] = StrictBase64Url.Encode(Y),
            };

    /// <summary>The Multikey text (Controlled Identifiers 1.0, section 2.2.2), a point of an elliptic curve compressed.</summary>
    public string ToMultikey() =>
        curve is null
            ? Multikey.FromEd25519(point)
            : Multibase.EncodeBase58([
                .. curve.MulticodecHeader,
                (byte)(2 + (point[^1] & 1)),
                .. X,
            ]);

    /// <summary>
    /// Whether the signature over the message was made with the key; of an elliptic curve, r and s at their fixed length one after
    /// the other. False, never an exception, for anything else.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (curve is null)
        {
            return Ed25519.Verify(point, message, signature);
        }
        return curve.IsInRange(signature) && VerifyByRuntime(curve, message, signature);
    }

    /// <summary>Whether a token's <c>alg</c> names the algorithm of this key; <c>Ed25519</c> is the newer name of EdDSA (RFC 9864).</summary>
    internal bool IsFor(string? algorithm) =>
        algorithm == Algorithm || (IsEd25519 && algorithm == "Ed25519");

    private ReadOnlySpan<byte> X => point.AsSpan(1, curve!.CoordinateLength);

    private ReadOnlySpan<byte> Y => point.AsSpan(1 + curve!.CoordinateLength);

    private bool VerifyByRuntime(
        EcCurve curve,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature
    )
    {
        try
        {
            var key = Interlocked.Exchange(ref imported, null) ?? Import(curve);
            var right = key.VerifyData(
                message,
                signature,
                curve.Hash,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation
            );
            Interlocked.Exchange(ref imported, key)?.Dispose();
            return right;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private ECDsa Import(EcCurve curve) =>
        ECDsa.Create(
            new ECParameters
            {
                Curve = curve.Parameters,
                Q = new ECPoint { X = X.ToArray(), Y = Y.ToArray() },
            }
        );
}
