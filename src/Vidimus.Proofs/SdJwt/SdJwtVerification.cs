using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>What a verifier expects of an SD-JWT.</summary>
/// <param name="FindKey">
/// Finds the issuer's key: asked for the <c>kid</c> when that is a URL, else for <c>iss</c>, <c>#</c> and <c>kid</c>.
/// </param>
/// <param name="Now">The time against which the token's times are held.</param>
public sealed record SdJwtVerifyOptions(KeyFinder FindKey, DateTimeOffset Now)
{
    /// <summary>
    /// What the holder must have bound the presentation to. Null when anybody may present the token: that is the verifier's choice
    /// and never follows from what was sent (RFC 9901 section 7.3).
    /// </summary>
    public ExpectedBinding? KeyBinding { get; init; }

    /// <summary>How far the issuer's clock may be ahead or behind; none unless chosen otherwise.</summary>
    public TimeSpan ClockTolerance { get; init; }
}

/// <summary>What verifying an SD-JWT came to, check by check.</summary>
/// <param name="Proof">The issuer's signature, and that payload and disclosures fit together exactly.</param>
/// <param name="Claims">The claims that were disclosed, all digests gone, when <paramref name="Proof"/> passed; else null.</param>
/// <param name="Validity">Whether <c>nbf</c> and <c>exp</c> allow it now; skipped unless the proof passed.</param>
/// <param name="KeyBinding">Whether the holder showed to have the key; skipped when it was not asked for or the proof did not pass.</param>
public sealed record SdJwtVerification(
    ProofResult Proof,
    JsonElement? Claims,
    ProofResult Validity,
    ProofResult KeyBinding
)
{
    /// <summary>Whether the proof and the times pass, and the key binding too if it was asked for.</summary>
    public bool IsAccepted { get; init; }
}
