using System.Text;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>Receipts: a JSON object in a compact JWS that anyone can check with the installation's published key set.</summary>
public static class Receipt
{
    /// <summary>Signs the object under header parameters <c>alg</c> and <c>kid</c>.</summary>
    public static string Sign(JsonObject payload, string keyId, SigningKey key) =>
        Jws.Sign(
            [new("kid", keyId)],
            Encoding.UTF8.GetBytes(payload.ToJsonString(PlainJson.Options)),
            key
        );

    /// <summary>Verifies a receipt; <paramref name="findKey"/> is asked for the <c>kid</c>. Never throws for what the text holds.</summary>
    public static SignedJson Verify(string? compact, KeyFinder findKey)
    {
        var result = Jws.Check(compact, findKey, parsed => parsed.KeyId, out var parsed);
        if (result.Outcome != ProofOutcome.Pass)
        {
            return new SignedJson(result, null);
        }
        return CredentialJson.TryParse(
            parsed!.Payload.Span,
            Jws.MaxLength,
            out var payload,
            out var reason
        )
            ? new SignedJson(result, payload)
            : new SignedJson(result with { Outcome = ProofOutcome.Fail, Reason = reason }, null);
    }
}
