namespace Vidimus.Proofs;

/// <summary>A private key that tokens are signed with, safe for use by many threads at once. Its text form never shows the key.</summary>
public abstract class SigningKey : IDisposable
{
    private protected SigningKey() { }

    /// <summary>The algorithm of its signatures: <c>EdDSA</c>, <c>ES256</c>, <c>ES384</c> or <c>ES512</c>.</summary>
    public abstract string Algorithm { get; }

    /// <summary>The public key.</summary>
    public abstract VerifyingKey VerifyingKey { get; }

    /// <summary>The signature over the message, in the form that <see cref="VerifyingKey"/> verifies.</summary>
    public abstract byte[] Sign(ReadOnlySpan<byte> message);

    /// <inheritdoc />
    public abstract void Dispose();
}
