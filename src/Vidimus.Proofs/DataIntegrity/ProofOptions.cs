using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs;

/// <summary>What a new Data Integrity proof says about itself (VC Data Integrity 1.0, section 2.1).</summary>
/// <param name="VerificationMethod">The DID URL of the public key.</param>
/// <param name="Created">When the proof is made; written in UTC to the second.</param>
public sealed record ProofOptions(string VerificationMethod, DateTimeOffset Created)
{
    /// <summary>The cryptosuite's registered name, or the proof type of one without; <c>eddsa-rdfc-2022</c> unless chosen otherwise.</summary>
    public string Cryptosuite { get; init; } = DataIntegrity.EddsaRdfc2022;

    /// <summary>The contexts that the document may name; those shipped with Vidimus unless chosen otherwise.</summary>
    public ContextSet Contexts { get; init; } = ContextSet.Bundled;

    /// <summary>What the proof is for: <c>assertionMethod</c> for credentials, <c>authentication</c> for presentations.</summary>
    public string ProofPurpose { get; init; } = ProofPurposes.AssertionMethod;

    /// <summary>An identifier (a URL) by which a later proof can name this one.</summary>
    public string? Id { get; init; }

    /// <summary>When the proof stops being valid.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The security domain that the proof is meant for.</summary>
    public string? Domain { get; init; }

    /// <summary>The verifier's one-time value.</summary>
    public string? Challenge { get; init; }

    /// <summary>Ids of proofs on the document that this proof also signs (a proof chain, section 2.1.2).</summary>
    public IReadOnlyList<string> PreviousProof { get; init; } = [];
}

/// <summary>Names of proof purposes (Controlled Identifiers 1.0, section 2.3).</summary>
public static class ProofPurposes
{
    /// <summary>Stating claims: what issuers do.</summary>
    public const string AssertionMethod = "assertionMethod";

    /// <summary>Proving to be the subject of an identifier: what holders do.</summary>
    public const string Authentication = "authentication";
}
