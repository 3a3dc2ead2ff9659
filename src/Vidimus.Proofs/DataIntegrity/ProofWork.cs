namespace Vidimus.Proofs;

/// <summary>
/// The work that a verifier spends on proofs, counted in steps and not in time, so that the same documents always get the same
/// answer. Each document has limits of its own; this is for what is verified together, where many documents could each come near
/// to them. One object serves one request, whose documents are verified one after the other.
/// </summary>
public sealed class ProofWork
{
    /// <summary>
    /// What a request may use unless chosen otherwise: that of a handful of documents as hard as a single one may be. A real
    /// credential takes one or two thousand.
    /// </summary>
    public const int Usual = 1_000_000;

    /// <summary>A signature, and finding its key.</summary>
    public const int Signature = 500;

    /// <summary>The reason of what was not checked for want of work.</summary>
    public const string Spent =
        "The proof was not checked, because what was given together would take too much work.";

    /// <summary>How many bytes are put in canonical form by one step.</summary>
    private const int BytesInStep = 8;

    private long left;

    /// <summary>Work that ends after so many steps.</summary>
    public ProofWork(int steps = Usual) => left = steps;

    /// <summary>Whether there is work left for another proof, which is then taken for its signature.</summary>
    public bool TryBegin()
    {
        if (left <= 0)
        {
            return false;
        }
        Take(Signature);
        return true;
    }

    internal long Left => left;

    internal static int OfBytes(int length) => length / BytesInStep;

    internal void Take(long steps) => left -= steps;
}
