using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>Whether whoever presented an SD-JWT showed to be its holder (RFC 9901 section 7.3).</summary>
internal static class HolderCheck
{
    /// <param name="findings">Where to say it.</param>
    /// <param name="binding">The outcome; the binding's own words stood in for what was expected where nothing was.</param>
    /// <param name="isBound">Whether the credential names the holder's key.</param>
    /// <param name="isPresented">Whether a key binding came along.</param>
    /// <param name="wasExpected">Whether the verifier said what it must be bound to.</param>
    public static void Report(
        Findings findings,
        ProofResult binding,
        bool isBound,
        bool isPresented,
        bool wasExpected
    )
    {
        if (!isPresented && !wasExpected)
        {
            if (isBound)
                findings.Skip(
                    "holder",
                    "It is bound to its holder's key, and whoever sent it did not show to have the key."
                );
            return;
        }
        if (binding.Outcome == ProofOutcome.Skipped)
            findings.Skip("holder", "Not looked at, because the issuer's proof did not pass.");
        else if (binding.Outcome != ProofOutcome.Pass)
            findings.Fail("holder", binding.Reason, "holder_mismatch");
        else if (wasExpected)
            findings.Pass("holder", "The holder showed to have the key, for this occasion.");
        else
            findings.Skip(
                "holder",
                "The holder's key signed, for an occasion that only whom it was meant for can tell."
            );
    }
}
