using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>A policy that was in force on the day that was asked about, and speaks of one of the procedures.</summary>
/// <param name="Policy">Its head.</param>
/// <param name="Document">The edition that was in force.</param>
/// <param name="Procedures">What it says of the procedures.</param>
/// <param name="Doubts">Why it is not certain that it is about this case, in sentences.</param>
internal sealed record PolicyInForce(
    PolicyRow Policy,
    PolicyDocument Document,
    IReadOnlyList<PolicyCode> Procedures,
    IReadOnlyList<string> Doubts
)
{
    /// <summary>What it says of a procedure; null where it says nothing.</summary>
    public PolicyCode? Of(AskedCode procedure) =>
        Procedures.FirstOrDefault(c => CodeText.Normal(c.Code) == procedure.Code);

    /// <summary>What it says of diagnoses.</summary>
    public IReadOnlyDictionary<string, PolicyCode> Diagnoses { get; } =
        (Document.Codes ?? [])
            .Where(c => c.System == CodeSystems.Icd10Cm)
            .GroupBy(c => CodeText.Normal(c.Code, c.System) ?? c.Code, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    /// <summary>Whether it lists diagnoses that it covers, so that others are not.</summary>
    public bool ListsDiagnoses =>
        Diagnoses.Values.Any(d => d.Disposition != Dispositions.NotCovered);
}

/// <summary>A policy that speaks of a procedure, and was not in force on the day that was asked about.</summary>
/// <param name="PolicyId">The policy.</param>
/// <param name="Why">Since when, or until when it held, in a sentence.</param>
internal sealed record PolicyNotInForce(string PolicyId, string Why);

/// <summary>What the loaded policies have to say.</summary>
/// <param name="Policies">Those in force, the strictest and most particular first.</param>
/// <param name="Others">Those that were not.</param>
/// <param name="Places">The jurisdictions of the state; empty where none is known, null where nobody named a state.</param>
/// <param name="AnyLoaded">Whether there are policies at all.</param>
/// <param name="LeftOut">How many policies were not looked at, because there are too many.</param>
/// <param name="Unsearched">What of former editions was not searched, in a sentence; null where all was.</param>
internal sealed record CoverageFound(
    IReadOnlyList<PolicyInForce> Policies,
    IReadOnlyList<PolicyNotInForce> Others,
    IReadOnlyList<Jurisdiction>? Places,
    bool AnyLoaded,
    int LeftOut,
    string? Unsearched = null
)
{
    /// <summary>The contractor that decides: the one about physicians' and hospitals' claims where there is one.</summary>
    public Jurisdiction? Contractor =>
        Places?.FirstOrDefault(p => p.ContractorType == Jurisdictions.PartsAAndB)
        ?? Places?.FirstOrDefault();
}
