using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>The parts of a compact JWS; nothing in it may be believed before <see cref="IsSignedBy"/> has said yes.</summary>
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

    /// <summary>The <c>alg</c> parameter: <c>EdDSA</c>, <c>Ed25519</c>, <c>ES256</c>, <c>ES384</c> or <c>ES512</c>.</summary>
    public string Algorithm => Parameter("alg")!;

    /// <summary>The <c>kid</c> parameter; null when missing or not a string.</summary>
    public string? KeyId => Parameter("kid");

    /// <summary>The <c>typ</c> parameter; null when missing or not a string.</summary>
    public string? Type => Parameter("typ");

    /// <summary>A header parameter that is a string; else null.</summary>
    public string? Parameter(string name) => UntrustedJson.Text(Header, name);

    /// <summary>Whether the header names the key's own algorithm, and the key made the signature.</summary>
    public bool IsSignedBy(VerifyingKey key) =>
        key.IsFor(Algorithm) && key.Verify(signingInput, signature);
}
