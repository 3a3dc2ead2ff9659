using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>Whether the signatures are right, and whether a key that signed is the issuer's.</summary>
internal static class ProofCheck
{
    public static void Report(Case it, IReadOnlyList<ProofResult> results, IssuerKeys keys)
    {
        Proof(it.Findings, results, keys);
        Issuer(it.Findings, results, it.Facts.IssuerId);
    }

    /// <summary>The code of a proof that is neither right nor wrong.</summary>
    public static string CodeOf(ProofResult result, IssuerKeys keys) =>
        keys.Missed(result.VerificationMethod) ? "issuer_unreachable"
        : result.Reason == ProofWork.Spent ? "too_complex"
        // The library says it in words only; a test holds them together.
        : result.Reason.StartsWith("The context ", StringComparison.Ordinal) ? "context_unknown"
        : "proof_unsupported";

    /// <summary>Identities whose keys signed rightly.</summary>
    public static IReadOnlyList<string> Signers(IEnumerable<ProofResult> results) =>
        [
            .. results
                .Where(r => r is { Outcome: ProofOutcome.Pass, VerificationMethod: not null })
                .Select(r => IssuerKeys.DidOf(r.VerificationMethod!)),
        ];

    private static void Proof(
        Findings findings,
        IReadOnlyList<ProofResult> results,
        IssuerKeys keys
    )
    {
        if (results.Count == 0)
            findings.Fail("proof", "The credential carries no proof.", "signature_invalid");
        else if (results.FirstOrDefault(r => r.Outcome == ProofOutcome.Fail) is { } failed)
            findings.Fail("proof", failed.Reason, "signature_invalid");
        else if (results.FirstOrDefault(r => r.Outcome == ProofOutcome.Pass) is { } passed)
            findings.Pass(
                "proof",
                $"The signature is right{(passed.Cryptosuite is null ? "" : $" ({passed.Cryptosuite})")}."
            );
        else
        {
            var open = results.First(r => r.Outcome == ProofOutcome.Unknown);
            findings.Unknown("proof", open.Reason, CodeOf(open, keys));
        }
    }

    private static void Issuer(
        Findings findings,
        IReadOnlyList<ProofResult> results,
        string? issuerId
    )
    {
        var signers = Signers(results);
        if (signers.Count == 0)
            findings.Skip("issuer", "No proof was confirmed, so nobody is shown to be the issuer.");
        else if (issuerId is not null && signers.Contains(issuerId))
            findings.Pass("issuer", $"The key belongs to the issuer, {issuerId}.");
        else if (results.Any(r => r.Outcome == ProofOutcome.Unknown))
            findings.Unknown(
                "issuer",
                "The key that signed does not belong to the issuer, and another proof could not be checked.",
                "proof_unsupported"
            );
        else
            findings.Fail(
                "issuer",
                "The key that signed does not belong to the issuer named in the credential.",
                "issuer_mismatch"
            );
    }
}
