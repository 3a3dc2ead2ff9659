namespace Vidimus.Proofs;

/// <summary>What verifying a proof came to.</summary>
public enum ProofOutcome
{
    /// <summary>The proof is wrong: the signature, or something the proof says about itself.</summary>
    Fail,

    /// <summary>Not known: a cryptosuite or context we do not have, or a key that could not be fetched.</summary>
    Unknown,

    /// <summary>Not tried, because a proof that it builds on did not pass.</summary>
    Skipped,

    /// <summary>The signature is right and so is all that the verifier expected.</summary>
    Pass,
}

/// <summary>The outcome of one proof of a document.</summary>
/// <param name="Outcome">Whether it holds.</param>
/// <param name="Reason">Why, as a sentence for people; never empty.</param>
public sealed record ProofResult(ProofOutcome Outcome, string Reason)
{
    /// <summary>The cryptosuite named by the proof, or its type when it names none; null when unreadable.</summary>
    public string? Cryptosuite { get; init; }

    /// <summary>The DID URL of the key named by the proof; null when unreadable.</summary>
    public string? VerificationMethod { get; init; }

    /// <summary>When the proof says that it was made; null when it does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The proof's identifier, if it has one.</summary>
    public string? Id { get; init; }
}
