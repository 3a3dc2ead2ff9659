using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs;

/// <summary>
/// What has been hashed of one document, since every proof of a set covers the same: the work does not grow with the proofs,
/// neither for a document of ours nor for one built to be expensive.
/// </summary>
internal sealed class DocumentDigests
{
    /// <summary>From what the work is taken; null while signing, which is of documents of the caller's own.</summary>
    internal ProofWork? Work { get; init; }

    /// <summary>The refusal of a proof that took too much work: the others get the same, whatever they cover.</summary>
    internal ProofResult? TooMuch { get; set; }

    /// <summary>SHA-256 of the canonical statements, without any proof.</summary>
    internal byte[]? Statements { get; set; }

    /// <summary>Why the statements have no hash.</summary>
    internal LinkedDataProblem? StatementsProblem { get; set; }

    /// <summary>SHA-256 of the canonical JSON, without any proof.</summary>
    internal byte[]? Text { get; set; }
}
