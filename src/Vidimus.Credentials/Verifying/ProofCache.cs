using System.Collections.Concurrent;
using System.Security.Cryptography;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Outcomes of proofs and of the form by the hash of the very bytes that were verified: a signature that was right stays
/// right. Only of our own stored documents, whose keys never change; never a status, never a date.
/// </summary>
internal sealed class ProofCache
{
    private const int Most = 20_000;
    private readonly ConcurrentDictionary<string, KnownDocument> _results = new(
        StringComparer.Ordinal
    );

    public static string KeyOf(byte[] document) => Convert.ToHexString(SHA256.HashData(document));

    public KnownDocument? Find(string key) => _results.GetValueOrDefault(key);

    public void Keep(string key, KnownDocument known)
    {
        // A failure may be a passing one (a key not yet loaded); only what passed is worth keeping.
        if (known.Proofs.Count == 0 || known.Proofs.Any(r => r.Outcome != ProofOutcome.Pass))
            return;
        if (_results.Count >= Most)
            _results.Clear();
        _results[key] = known;
    }
}

/// <summary>What stays true of a document as long as its bytes are the same.</summary>
internal sealed record KnownDocument(
    IReadOnlyList<ProofResult> Proofs,
    IReadOnlyList<ShapeViolation> Shape
);
