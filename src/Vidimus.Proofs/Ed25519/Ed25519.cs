namespace Vidimus.Proofs;

/// <summary>
/// Ed25519 signatures (RFC 8032 section 5.1, the pure variant) by the best library present: libsodium, else OpenSSL 3, else
/// the managed one. The choice is made once per process.
/// </summary>
public static class Ed25519
{
    /// <summary>Length in bytes of a public key.</summary>
    public const int PublicKeyLength = 32;

    /// <summary>Length in bytes of a private key's seed.</summary>
    public const int SeedLength = 32;

    /// <summary>Length in bytes of a signature.</summary>
    public const int SignatureLength = 64;

    internal static IReadOnlyList<IEd25519Backend> Available { get; } = FindBackends();

    /// <summary>The library in use. Only the benchmarks ever set it, to measure each of them in one run.</summary>
    internal static IEd25519Backend Chosen { get; set; } = Available[0];

    /// <summary>The library in use: <c>libsodium</c>, <c>OpenSSL</c> or <c>BouncyCastle</c>; to be announced at start.</summary>
    public static string Backend => Chosen.Name;

    /// <summary>
    /// Whether the signature over the message was made with the key. False, never an exception, for wrong lengths, a scalar that
    /// is not below the group order (RFC 8032 section 5.1.7), and points of small order or not canonically encoded (section 5.1.3).
    /// </summary>
    /// <remarks>
    /// RFC 8032 section 5.1.7 allows the equation with and without the cofactor. The libraries can differ there, but only on
    /// signatures that a key's own holder built with a component of small order on purpose.
    /// </remarks>
    public static bool Verify(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature
    ) => Verify(Chosen, publicKey, message, signature);

    /// <summary>Whether the 32 bytes may be a signer's key: canonically encoded and not of small order.</summary>
    public static bool IsAcceptablePublicKey(ReadOnlySpan<byte> publicKey) =>
        publicKey.Length == PublicKeyLength && Ed25519Encoding.IsAcceptablePoint(publicKey);

    internal static bool Verify(
        IEd25519Backend backend,
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature
    ) =>
        signature.Length == SignatureLength
        && IsAcceptablePublicKey(publicKey)
        && Ed25519Encoding.IsAcceptablePoint(signature[..32])
        && Ed25519Encoding.IsCanonicalScalar(signature[32..])
        && backend.Verify(publicKey, message, signature);

    private static IReadOnlyList<IEd25519Backend> FindBackends()
    {
        var found = new List<IEd25519Backend>(3);
        if (LibsodiumBackend.TryLoad() is { } libsodium)
        {
            found.Add(libsodium);
        }
        if (OpenSslBackend.TryLoad() is { } openSsl)
        {
            found.Add(openSsl);
        }
        found.Add(new BouncyCastleBackend());
        return found;
    }
}
