namespace Vidimus.Proofs;

/// <summary>A verification method of a DID document that was read: its key, or why it has none that we can use.</summary>
/// <param name="Id">The absolute DID URL.</param>
/// <param name="PublicKey">The key; null when unusable.</param>
/// <param name="Objection">Why the method cannot be used; null when it can.</param>
public sealed record VerificationMethod(string Id, VerifyingKey? PublicKey, string? Objection);
