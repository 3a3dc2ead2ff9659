using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs.Rdf;

/// <summary>The hash functions of RDFC-1.0 (section 4.1 requires both).</summary>
public enum RdfcHash
{
    /// <summary>SHA-256, the default of the standard and of <c>eddsa-rdfc-2022</c>.</summary>
    Sha256,

    /// <summary>SHA-384.</summary>
    Sha384,
}

/// <summary>A document in canonical form, or why it has none.</summary>
/// <param name="NQuads">Canonical N-Quads as UTF-8; empty when there is a problem.</param>
/// <param name="Hash">The hash of <paramref name="NQuads"/>; empty when there is a problem.</param>
/// <param name="Problem">Null when the document was canonicalized.</param>
public sealed record CanonicalizationResult(
    ReadOnlyMemory<byte> NQuads,
    ReadOnlyMemory<byte> Hash,
    LinkedDataProblem? Problem
);

/// <summary>
/// JSON-LD documents as canonical RDF (JSON-LD 1.1 API, "Deserialize JSON-LD to RDF", then RDFC-1.0). Always in safe mode: a
/// document that would lose anything on the way is refused by name, since what is lost would not be signed. A document without a
/// single statement is valid here and gives no bytes.
/// </summary>
public static class Rdfc
{
    /// <summary>Canonicalizes a document. Never throws for what a document says.</summary>
    /// <param name="document">The document, with what to leave out of it.</param>
    /// <param name="contexts">The contexts it may name.</param>
    /// <param name="hash">The hash function, which also decides the labels of blank nodes.</param>
    public static CanonicalizationResult Canonicalize(
        LinkedDataSource document,
        ContextSet contexts,
        RdfcHash hash = RdfcHash.Sha256
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        using var run = CanonicalizationRun.Rent();
        var problem = run.TryRun(document, contexts, hash, out var quads);
        if (problem is not null)
        {
            return new CanonicalizationResult(default, default, problem);
        }

        var digest = new byte[HashSize(hash)];
        Canonicalizer.Hash(quads, digest, hash);
        return new CanonicalizationResult(quads.ToArray(), digest, null);
    }

    /// <summary>Hashes the canonical form without giving it out; this is what signing and verifying need.</summary>
    /// <param name="document">The document, with what to leave out of it.</param>
    /// <param name="contexts">The contexts it may name.</param>
    /// <param name="digest">Receives the hash: 32 bytes for SHA-256, 48 for SHA-384.</param>
    /// <param name="problem">Why there is no hash; null on success.</param>
    /// <param name="hash">The hash function, which also decides the labels of blank nodes.</param>
    /// <returns>Whether the hash was written.</returns>
    public static bool TryHash(
        LinkedDataSource document,
        ContextSet contexts,
        Span<byte> digest,
        out LinkedDataProblem? problem,
        RdfcHash hash = RdfcHash.Sha256
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        using var run = CanonicalizationRun.Rent();
        problem = run.TryRun(document, contexts, hash, out var quads);
        if (problem is null)
        {
            Canonicalizer.Hash(quads, digest[..HashSize(hash)], hash);
        }

        return problem is null;
    }

    /// <summary>Hashes with SHA-256, and takes what it cost from the work.</summary>
    internal static bool TryHash(
        LinkedDataSource document,
        ContextSet contexts,
        Span<byte> digest,
        ProofWork? work,
        out LinkedDataProblem? problem
    )
    {
        using var run = CanonicalizationRun.Rent();
        problem = run.TryRun(document, contexts, RdfcHash.Sha256, out var quads);
        work?.Take(run.Steps);
        if (problem is null)
        {
            Canonicalizer.Hash(quads, digest, RdfcHash.Sha256);
        }

        return problem is null;
    }

    private static int HashSize(RdfcHash hash) => hash == RdfcHash.Sha256 ? 32 : 48;
}
