using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>A policy that was in force on the day that was asked about, and speaks of one of the procedures.</summary>
/// <param name="Policy">Its head.</param>
/// <param name="Document">The edition that was in force, without its codes.</param>
/// <param name="Procedures">What it says of the procedures.</param>
/// <param name="Doubts">Why it is not certain that it is about this case, in sentences.</param>
/// <param name="Diagnoses">What it says of the diagnoses that were named.</param>
/// <param name="SpeaksOfDiagnoses">Whether it says anything of any diagnosis.</param>
/// <param name="ListsDiagnoses">Whether it lists diagnoses that it covers, so that others are not.</param>
internal sealed record PolicyInForce(
    PolicyRow Policy,
    PolicyDocument Document,
    IReadOnlyList<PolicyCode> Procedures,
    IReadOnlyList<string> Doubts,
    IReadOnlyDictionary<string, PolicyCode> Diagnoses,
    bool SpeaksOfDiagnoses,
    bool ListsDiagnoses
)
{
    /// <summary>What it says of a procedure; null where it says nothing.</summary>
    public PolicyCode? Of(AskedCode procedure) =>
        Procedures.FirstOrDefault(c => CodeText.Normal(c.Code) == procedure.Code);

    public static PolicyInForce Of(
        PolicyRow policy,
        PolicyDocument document,
        IReadOnlyList<PolicyCode> procedures,
        IReadOnlyList<string> doubts,
        CoverageQuestion question
    )
    {
        var asked = question.Diagnoses.Select(d => d.Code).ToHashSet(StringComparer.Ordinal);
        var diagnoses = (document.Codes ?? []).Where(c => c.System == CodeSystems.Icd10Cm).ToList();
        return new(
            policy,
            document with
            {
                Codes = null,
                Description = null,
                Sections = null,
                Attachments = null,
            },
            procedures,
            doubts,
            diagnoses
                .Select(d => (Code: CodeText.Normal(d.Code, d.System) ?? d.Code, Said: d))
                .Where(d => asked.Contains(d.Code))
                .GroupBy(d => d.Code, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.First().Said, StringComparer.Ordinal),
            diagnoses.Count > 0,
            diagnoses.Exists(d => d.Disposition != Dispositions.NotCovered)
        );
    }
}

/// <summary>A policy that speaks of a procedure, and was not in force on the day that was asked about.</summary>
/// <param name="PolicyId">The policy.</param>
/// <param name="Why">Since when, or until when it held, in a sentence.</param>
internal sealed record PolicyNotInForce(string PolicyId, string Why)
{
    public static PolicyNotInForce Ended(PolicyRow policy, EditionDays days) =>
        new(
            policy.Id,
            days.Ends is "" || policy is { Status: PolicyStatuses.Retired, RetireDate: null }
                ? $"{policy.Id} is retired, and nobody said since when."
                : $"{policy.Id} held only until {days.Ends}."
        );

    public static PolicyNotInForce Later(PolicyRow policy, EditionDays days) =>
        new(policy.Id, $"{policy.Id} holds only from {days.Begins} on.");

    public static PolicyNotInForce Silent(string policyId, CoverageQuestion question) =>
        new(
            policyId,
            $"{policyId} may have named these codes in another edition; the one that holds for {question.Day} by its dates does not."
        );

    public static PolicyNotInForce Unread(PolicyRow policy, CoverageQuestion question) =>
        new(
            policy.Id,
            $"Which edition of {policy.Id} was in force on {question.Day} is not known yet; ask again in some minutes."
        );
}

/// <summary>What the loaded policies have to say.</summary>
/// <param name="Policies">Those in force, the strictest and most particular first.</param>
/// <param name="Others">Those that were not.</param>
/// <param name="Places">The jurisdictions of the state; empty where none is known, null where nobody named a state.</param>
/// <param name="AnyLoaded">Whether there are policies at all.</param>
/// <param name="LeftOut">How many policies were not looked at, because there are too many.</param>
/// <param name="Cut">Whether there are even more, which were not counted.</param>
/// <param name="Unread">How many policies have former editions that have not been read yet.</param>
internal sealed record CoverageFound(
    IReadOnlyList<PolicyInForce> Policies,
    IReadOnlyList<PolicyNotInForce> Others,
    IReadOnlyList<Jurisdiction>? Places,
    bool AnyLoaded,
    int LeftOut,
    bool Cut = false,
    int Unread = 0
)
{
    /// <summary>Whether all that may decide was looked at.</summary>
    public bool IsWhole => LeftOut == 0 && !Cut && Unread == 0;

    /// <summary>The contractor that decides: the one about physicians' and hospitals' claims where there is one.</summary>
    public Jurisdiction? Contractor =>
        Places?.FirstOrDefault(p => p.ContractorType == Jurisdictions.PartsAAndB)
        ?? Places?.FirstOrDefault();
}
