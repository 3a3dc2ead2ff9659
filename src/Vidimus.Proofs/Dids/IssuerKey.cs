namespace Vidimus.Proofs;

/// <summary>A key of an issuer, for its DID document.</summary>
/// <param name="Fragment">What follows <c>#</c> in the verification method's id.</param>
/// <param name="PublicKey">The public key.</param>
/// <param name="Retired">
/// Whether the key signs no longer. It stays a verification method and an assertion method, so that old credentials verify for
/// ever, but authenticates nobody any more.
/// </param>
public sealed record IssuerKey(string Fragment, VerifyingKey PublicKey, bool Retired);
