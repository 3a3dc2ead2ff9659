using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Codes;

/// <summary>The jurisdictions there are: those of Medicare's contractors, which are shipped, and those that were loaded, which count where both have a code.</summary>
internal sealed class Jurisdictions(VidimusDb db)
{
    /// <summary>What decides about the claims of hospitals and physicians; the contractor that most questions are about.</summary>
    public const string PartsAAndB = "A/B MAC";

    /// <summary>All, by kind and code.</summary>
    public Task<IReadOnlyList<Jurisdiction>> All(string[] owners, CancellationToken cancellation) =>
        throw new NotImplementedException(db.Mode);

    /// <summary>Those that a state belongs to, wholly or in part, the one of parts A and B first.</summary>
    /// <param name="owners">Whose jurisdictions.</param>
    /// <param name="state">Two letters, in whatever case.</param>
    /// <param name="cancellation">Ends the look-up.</param>
    public Task<IReadOnlyList<Jurisdiction>> OfState(
        string[] owners,
        string state,
        CancellationToken cancellation
    ) => throw new NotImplementedException(db.Mode);

    /// <summary>
    /// What policies may name that hold where the caller means: a jurisdiction by its code, or a state, which stands for its
    /// jurisdictions and for itself.
    /// </summary>
    public Task<IReadOnlyList<string>> Meant(
        string[] owners,
        string codeOrState,
        CancellationToken cancellation
    ) => throw new NotImplementedException(db.Mode);
}
