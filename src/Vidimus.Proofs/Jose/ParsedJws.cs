using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>The parts of a compact JWS; nothing in it may be believed before <see cref="IsSignedBy(ReadOnlySpan{byte})"/> has said yes.</summary>
public sealed class ParsedJws
{
    private readonly byte[] signature;
    private readonly byte[] signingInput;

    internal ParsedJws(JsonElement header, byte[] payload, byte[] signature, byte[] signingInput)
    {
        Header = header;
        Payload = payload;
        this.signature = signature;
        this.signingInput = signingInput;
    }

    /// <summary>The protected header, a JSON object without duplicate names.</summary>
    public JsonElement Header { get; }

    /// <summary>The payload's bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The <c>alg</c> parameter: <c>EdDSA</c> or <c>Ed25519</c>; in a key binding token also <c>ES256</c>.</summary>
    public string Algorithm => Parameter("alg")!;

    /// <summary>The <c>kid</c> parameter; null when missing or not a string.</summary>
    public string? KeyId => Parameter("kid");

    /// <summary>The <c>typ</c> parameter; null when missing or not a string.</summary>
    public string? Type => Parameter("typ");

    /// <summary>A header parameter that is a string; else null.</summary>
    public string? Parameter(string name) => UntrustedJson.Text(Header, name);

    /// <summary>Whether the 32-byte Ed25519 key made the signature.</summary>
    public bool IsSignedBy(ReadOnlySpan<byte> publicKey) =>
        Ed25519.Verify(publicKey, signingInput, signature);

    /// <summary>Whether the key made the signature, and the header names the algorithm of this kind of key.</summary>
    internal bool IsSignedBy(HolderKey key) => key.Verify(Algorithm, signingInput, signature);
}
