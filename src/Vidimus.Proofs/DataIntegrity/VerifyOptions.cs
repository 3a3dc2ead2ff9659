using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs;

/// <summary>What a verifier expects of a document's proofs.</summary>
/// <param name="FindKey">Finds the key of a verification method for a purpose.</param>
/// <param name="Now">The time against which a proof's expiry is held.</param>
public sealed record VerifyOptions(KeyFinder FindKey, DateTimeOffset Now)
{
    /// <summary>The contexts that the document may name; those shipped with Vidimus unless chosen otherwise.</summary>
    public ContextSet Contexts { get; init; } = ContextSet.Bundled;

    /// <summary>The work left for this and whatever else is verified with it; null to give the document its own.</summary>
    public ProofWork? Work { get; init; }

    /// <summary>The purpose each proof must have.</summary>
    public string ExpectedPurpose { get; init; } = ProofPurposes.AssertionMethod;

    /// <summary>The domain each proof must name; not looked at when null.</summary>
    public string? ExpectedDomain { get; init; }

    /// <summary>The challenge each proof must carry; not looked at when null.</summary>
    public string? ExpectedChallenge { get; init; }
}
