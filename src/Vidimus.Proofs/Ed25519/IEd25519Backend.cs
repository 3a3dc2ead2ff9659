namespace Vidimus.Proofs;

/// <summary>One library that signs and verifies Ed25519; callers have checked lengths and encodings (see <see cref="Ed25519Encoding"/>).</summary>
internal interface IEd25519Backend
{
    string Name { get; }

    IEd25519Signer CreateSigner(ReadOnlySpan<byte> seed, Span<byte> publicKey);

    bool Verify(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature
    );
}

/// <summary>A private key held by a back end; safe for concurrent use, also while another thread disposes it.</summary>
internal interface IEd25519Signer : IDisposable
{
    void Sign(ReadOnlySpan<byte> message, Span<byte> signature);

    void ExportSeed(Span<byte> seed);
}
