using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>What verifying a signed token came to.</summary>
/// <param name="Proof">The signature's outcome, with reason and key.</param>
/// <param name="Payload">The payload, a JSON object, when it passed; else null, so that nothing unverified is read by mistake.</param>
public sealed record SignedJson(ProofResult Proof, JsonElement? Payload);
