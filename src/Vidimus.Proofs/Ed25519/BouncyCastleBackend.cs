using Managed = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Vidimus.Proofs;

/// <summary>Portable.BouncyCastle: managed code, for machines with neither libsodium nor OpenSSL 3.</summary>
internal sealed class BouncyCastleBackend : IEd25519Backend
{
    public string Name => "BouncyCastle";

    public IEd25519Signer CreateSigner(ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        var key = new byte[Managed.PublicKeySize];
        Managed.GeneratePublicKey(seed.ToArray(), 0, key, 0);
        key.CopyTo(publicKey);
        var secret = new SecretMemory(Managed.SecretKeySize);
        seed.CopyTo(secret.Bytes);
        return new Signer(secret, key);
    }

    public bool Verify(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature
    ) =>
        Managed.Verify(
            signature.ToArray(),
            0,
            publicKey.ToArray(),
            0,
            message.ToArray(),
            0,
            message.Length
        );

    private sealed class Signer(SecretMemory secret, byte[] publicKey) : IEd25519Signer
    {
        public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
        {
            var seed = new byte[Managed.SecretKeySize];
            try
            {
                ExportSeed(seed);
                var made = new byte[Managed.SignatureSize];
                Managed.Sign(seed, 0, publicKey, 0, message.ToArray(), 0, message.Length, made, 0);
                made.CopyTo(signature);
            }
            finally
            {
                Array.Clear(seed);
            }
        }

        public void ExportSeed(Span<byte> seed)
        {
            var held = false;
            try
            {
                secret.DangerousAddRef(ref held);
                secret.Bytes.CopyTo(seed);
            }
            finally
            {
                if (held)
                {
                    secret.DangerousRelease();
                }
            }
        }

        public void Dispose() => secret.Dispose();
    }
}
