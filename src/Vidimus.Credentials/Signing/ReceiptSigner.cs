using System.Text.Json.Nodes;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Signing;

/// <summary>
/// Signs receipts of other modules with the installation's own key, whose public half is in the key set at
/// <c>/.well-known/jwks.json</c> and stays there after it is replaced.
/// </summary>
public sealed class ReceiptSigner
{
    private readonly ReceiptKeys _keys;

    internal ReceiptSigner(ReceiptKeys keys) => _keys = keys;

    /// <summary>A compact JWS over the members in the order in which they stand; its header has <c>alg</c> and <c>kid</c> alone.</summary>
    public string Sign(JsonObject payload)
    {
        var (keyId, key) = _keys.Signing;
        return Receipt.Sign(payload, keyId, key);
    }
}
