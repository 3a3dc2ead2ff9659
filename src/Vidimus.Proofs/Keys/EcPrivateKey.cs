using System.Security.Cryptography;

namespace Vidimus.Proofs;

/// <summary>
/// A private key on P-256, P-384 or P-521, for tokens signed by <c>ES256</c>, <c>ES384</c> or <c>ES512</c>. The key may live in
/// hardware: of its private part nothing is asked but signatures.
/// </summary>
public sealed class EcPrivateKey : SigningKey
{
    // The runtime does not promise that threads may share a key.
    private readonly Lock gate = new();
    private readonly ECDsa key;
    private readonly EcCurve curve;

    /// <summary>Takes over a key of the runtime's, which is disposed of together with this one.</summary>
    /// <exception cref="ArgumentException">The key is not on P-256, P-384 or P-521.</exception>
    public EcPrivateKey(ECDsa key)
    {
        this.key = key;
        VerifyingKey = VerifyingKey.FromECDsa(key);
        curve = EcCurve.OfAlgorithm(VerifyingKey.Algorithm)!;
    }

    /// <inheritdoc />
    public override string Algorithm => curve.Algorithm;

    /// <inheritdoc />
    public override VerifyingKey VerifyingKey { get; }

    /// <summary>Makes a key for the algorithm: <c>ES256</c>, <c>ES384</c> or <c>ES512</c>.</summary>
    /// <exception cref="ArgumentException">The algorithm is another.</exception>
    public static EcPrivateKey Generate(string algorithm) =>
        EcCurve.OfAlgorithm(algorithm) is { } curve
            ? new EcPrivateKey(ECDsa.Create(curve.Parameters))
            : throw new ArgumentException("Not ES256, ES384 or ES512.", nameof(algorithm));

    /// <summary>The signature over the message: r and s at their fixed length one after the other (RFC 7518 section 3.4).</summary>
    public override byte[] Sign(ReadOnlySpan<byte> message)
    {
        var hash = CryptographicOperations.HashData(curve.Hash, message);
        lock (gate)
        {
            return key.SignHash(hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <inheritdoc />
    public override void Dispose() => key.Dispose();

    /// <summary>Names the kind of secret, never its value.</summary>
    public override string ToString() => "EcPrivateKey(redacted)";
}
