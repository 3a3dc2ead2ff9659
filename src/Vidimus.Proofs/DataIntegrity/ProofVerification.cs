using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>All proofs of one document: sets, and chains in the order of what they build on (VC Data Integrity 1.0, section 4.5).</summary>
internal static class ProofVerification
{
    /// <summary>Each proof costs a canonicalization and a signature: a document must not buy a thousand of them.</summary>
    internal const int MaxProofs = 16;

    internal static IReadOnlyList<ProofResult> Run(JsonElement secured, VerifyOptions options)
    {
        if (secured.ValueKind != JsonValueKind.Object)
        {
            return [new ProofResult(ProofOutcome.Fail, "The document is not a JSON object.")];
        }
        // Before any member is looked up: the runtime throws on names that hold lone surrogates.
        if (!Jcs.IsStrict(JsonMarshal.GetRawUtf8Value(secured), out var reason))
        {
            return
            [
                new ProofResult(ProofOutcome.Fail, $"The document has no canonical form: {reason}"),
            ];
        }
        if (
            !secured.TryGetProperty("proof"u8, out var proof)
            || proof.ValueKind == JsonValueKind.Null
        )
        {
            return [];
        }
        JsonElement[] proofs =
            proof.ValueKind == JsonValueKind.Array
                ? [.. proof.EnumerateArray().Take(MaxProofs + 1)]
                : [proof];
        if (proofs.Length > MaxProofs)
        {
            return
            [
                new ProofResult(
                    ProofOutcome.Fail,
                    $"The document has more than {MaxProofs} proofs."
                ),
            ];
        }
        var facts = Array.ConvertAll(proofs, ProofFacts.Read);
        var results = new ProofResult?[proofs.Length];
        var digests = new DocumentDigests { Work = options.Work ?? new ProofWork() };
        var job = new Job(secured, proofs, facts, results, options, digests);
        for (var i = 0; i < proofs.Length; i++)
        {
            VerifyOne(i, job, []);
        }
        return results!;
    }

    private sealed record Job(
        JsonElement Secured,
        JsonElement[] Proofs,
        ProofFacts[] Facts,
        ProofResult?[] Results,
        VerifyOptions Options,
        DocumentDigests Digests
    );

    private static ProofResult VerifyOne(int index, Job job, HashSet<int> waiting)
    {
        if (job.Results[index] is { } known)
        {
            return known;
        }
        var facts = job.Facts[index];
        if (!waiting.Add(index))
        {
            return facts.Result(ProofOutcome.Fail, "The proofs build on one another in a circle.");
        }
        var result = facts.Refuse(job.Options) ?? VerifySignature(index, job, waiting);
        job.Results[index] ??= result;
        return job.Results[index]!;
    }

    private static ProofResult VerifySignature(int index, Job job, HashSet<int> waiting)
    {
        var facts = job.Facts[index];
        var previous = new List<JsonElement>();
        foreach (var id in facts.PreviousProof)
        {
            var at = Array.FindIndex(job.Facts, other => other.Id == id);
            if (at < 0 || Array.FindLastIndex(job.Facts, other => other.Id == id) != at)
            {
                return facts.Result(
                    ProofOutcome.Fail,
                    $"There is not exactly one proof '{id}' for this proof to build on."
                );
            }
            if (VerifyOne(at, job, waiting).Outcome != ProofOutcome.Pass)
            {
                return facts.Result(
                    ProofOutcome.Skipped,
                    $"The proof '{id}', which this proof builds on, did not pass."
                );
            }
            previous.Add(job.Proofs[at]);
        }
        if (job.Digests.TooMuch is { } refused)
        {
            return facts.Result(refused.Outcome, refused.Reason);
        }
        if (!job.Digests.Work!.TryBegin())
        {
            return facts.Result(ProofOutcome.Unknown, ProofWork.Spent);
        }
        Span<byte> hash = stackalloc byte[64];
        if (
            facts.Suite!.HashForVerifying(
                job.Secured,
                previous,
                job.Proofs[index],
                job.Options.Contexts,
                job.Digests,
                hash
            ) is
            { } ended
        )
        {
            return facts.Result(ended.Outcome, ended.Reason);
        }
        var lookup = job.Options.FindKey(facts.VerificationMethod!, job.Options.ExpectedPurpose);
        return lookup.Status switch
        {
            KeyLookupStatus.NotFound => facts.Result(ProofOutcome.Fail, lookup.Reason),
            KeyLookupStatus.Unreachable => facts.Result(ProofOutcome.Unknown, lookup.Reason),
            _ when !lookup.PublicKey!.IsEd25519 => facts.Result(
                ProofOutcome.Fail,
                "The key is not an Ed25519 key."
            ),
            _ when lookup.PublicKey.Verify(hash, facts.Signature) => facts.Result(
                ProofOutcome.Pass,
                "The signature matches the document and the key."
            ),
            _ => facts.Result(
                ProofOutcome.Fail,
                "The signature does not match the document and the key."
            ),
        };
    }
}
