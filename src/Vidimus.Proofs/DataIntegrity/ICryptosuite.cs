using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs;

/// <summary>
/// What one cryptosuite of VC-DI-EdDSA does its own way: turning document and proof configuration into the 64 bytes that are
/// signed, SHA-256 of the canonical configuration followed by SHA-256 of the canonical document.
/// </summary>
internal interface ICryptosuite
{
    /// <summary>The registered name, as in the proof's <c>cryptosuite</c>.</summary>
    string Name { get; }

    /// <summary>The proof's <c>type</c>.</summary>
    string ProofType { get; }

    /// <summary>
    /// Whether the document's <c>@context</c> is copied into the proof (eddsa-jcs-2022, section 3.3.1). A suite that only borrows
    /// it while hashing (eddsa-rdfc-2022, section 3.2.5) takes it from the document itself.
    /// </summary>
    bool EmitsContext { get; }

    /// <summary>
    /// Hashes for a new proof. A document that cannot be canonicalized, which is the caller's mistake, throws
    /// <see cref="JsonException"/>.
    /// </summary>
    /// <param name="document">The document; its <c>proof</c> member is to be left out, and replaced by previous proofs if any.</param>
    /// <param name="previousProofs">The proofs of a chain that the new one covers; empty outside chains.</param>
    /// <param name="proofConfig">The proof without <c>proofValue</c>.</param>
    /// <param name="contexts">The contexts that the document may name; of no concern to suites over plain JSON.</param>
    /// <param name="hash">64 bytes.</param>
    void HashForSigning(
        JsonObject document,
        IReadOnlyList<JsonNode> previousProofs,
        JsonObject proofConfig,
        ContextSet contexts,
        Span<byte> hash
    );

    /// <summary>
    /// Hashes for a proof to be verified. Returns null when <paramref name="hash"/> is filled, else the result that ends the
    /// verification: Fail, or Unknown for something not supported.
    /// </summary>
    /// <param name="secured">The secured document, an untrusted object, but strict JSON; its <c>proof</c> is to be left out or replaced.</param>
    /// <param name="previousProofs">The proofs of a chain that this one covers; empty outside chains.</param>
    /// <param name="proof">The proof, an object, untrusted; its <c>proofValue</c> is to be left out.</param>
    /// <param name="contexts">The contexts that the document may name; of no concern to suites over plain JSON.</param>
    /// <param name="digests">What was hashed for the proofs before; shared by all proofs of the document.</param>
    /// <param name="hash">64 bytes.</param>
    ProofResult? HashForVerifying(
        JsonElement secured,
        IReadOnlyList<JsonElement> previousProofs,
        JsonElement proof,
        ContextSet contexts,
        DocumentDigests digests,
        Span<byte> hash
    );
}
