namespace Vidimus.Proofs;

/// <summary>The cryptosuites by name.</summary>
internal static class Cryptosuites
{
    /// <summary>The proof type of all suites since VC Data Integrity 1.0; the suite's name stands beside it.</summary>
    internal const string ProofType = "DataIntegrityProof";

    private static readonly Dictionary<string, ICryptosuite> ByName = new ICryptosuite[]
    {
        new LinkedDataSuite(DataIntegrity.EddsaRdfc2022, ProofType),
        new EddsaJcs2022(),
        // The forerunner, with a proof type of its own and no name (VC-DI-EdDSA 1.0, appendix A, Ed25519Signature2020).
        new LinkedDataSuite(DataIntegrity.Ed25519Signature2020, DataIntegrity.Ed25519Signature2020),
    }.ToDictionary(suite => suite.Name, StringComparer.Ordinal);

    internal static ICryptosuite? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The suite of a proof that says this of itself; null when it is none of ours.</summary>
    internal static ICryptosuite? Of(string? type, string? cryptosuite) =>
        Find(type == ProofType ? cryptosuite ?? "" : type ?? "") is { } suite
        && suite.ProofType == type
            ? suite
            : null;

    /// <summary>The names, for messages.</summary>
    internal static string Names => string.Join(", ", ByName.Keys);
}
