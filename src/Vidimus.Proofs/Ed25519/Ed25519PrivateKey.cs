using System.Security.Cryptography;

namespace Vidimus.Proofs;

/// <summary>
/// An Ed25519 private key (RFC 8032 section 5.1.5), safe for use by many threads at once. Its text form never shows the key.
/// Members throw <see cref="ObjectDisposedException"/> after disposal, <see cref="PublicKey"/> excepted.
/// </summary>
public sealed class Ed25519PrivateKey : SigningKey
{
    private readonly IEd25519Signer signer;

    private Ed25519PrivateKey(IEd25519Signer signer, byte[] publicKey)
    {
        this.signer = signer;
        PublicKey = publicKey;
    }

    /// <summary>The 32 bytes of the public key.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <inheritdoc />
    public override string Algorithm => Jws.Algorithm;

    /// <inheritdoc />
    public override VerifyingKey VerifyingKey => VerifyingKey.FromEd25519(PublicKey.Span);

    /// <summary>Makes a key from 32 fresh random bytes of the operating system.</summary>
    public static Ed25519PrivateKey Generate()
    {
        Span<byte> seed = stackalloc byte[Ed25519.SeedLength];
        RandomNumberGenerator.Fill(seed);
        try
        {
            return FromSeed(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Makes the key of a 32-byte seed, the "private key" of RFC 8032.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    public static Ed25519PrivateKey FromSeed(ReadOnlySpan<byte> seed) =>
        FromSeed(Ed25519.Chosen, seed);

    internal static Ed25519PrivateKey FromSeed(IEd25519Backend backend, ReadOnlySpan<byte> seed)
    {
        if (seed.Length != Ed25519.SeedLength)
        {
            throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(seed));
        }
        var publicKey = new byte[Ed25519.PublicKeyLength];
        return new Ed25519PrivateKey(backend.CreateSigner(seed, publicKey), publicKey);
    }

    /// <summary>A copy of the 32-byte seed, to be encrypted and then wiped by the caller.</summary>
    public byte[] ExportSeed()
    {
        var seed = new byte[Ed25519.SeedLength];
        signer.ExportSeed(seed);
        return seed;
    }

    /// <summary>The 64-byte signature over the message.</summary>
    public override byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[Ed25519.SignatureLength];
        signer.Sign(message, signature);
        return signature;
    }

    /// <summary>Writes the signature over the message into exactly 64 bytes.</summary>
    /// <exception cref="ArgumentException">The destination is not 64 bytes long.</exception>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        if (signature.Length != Ed25519.SignatureLength)
        {
            throw new ArgumentException("An Ed25519 signature has 64 bytes.", nameof(signature));
        }
        signer.Sign(message, signature);
    }

    /// <inheritdoc />
    public override void Dispose() => signer.Dispose();

    /// <summary>Names the kind of secret, never its value.</summary>
    public override string ToString() => "Ed25519PrivateKey(redacted)";
}
