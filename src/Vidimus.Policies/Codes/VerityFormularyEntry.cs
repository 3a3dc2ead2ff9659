using System.Text.Json.Serialization;

namespace Vidimus.Policies.Codes;

/// <summary>What a payer's formulary says of a drug, as Verity's clients read it: other drugs are a text with them.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="PayerName">Whose formulary it is.</param>
/// <param name="PbmName">Who manages it.</param>
/// <param name="FormularyName">The formulary's name.</param>
/// <param name="PlanYear">The year it holds for.</param>
/// <param name="EffectiveDate">First day it holds.</param>
/// <param name="DrugName">The drug.</param>
/// <param name="MatchedText">The line as it stands in the formulary, where it was loaded; else where what was sought was found.</param>
/// <param name="TherapeuticCategory">What the drug is for.</param>
/// <param name="DrugClass">The drug's class.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="CoverageStatus">Whether it is covered.</param>
/// <param name="Requirements">What is asked for before.</param>
/// <param name="Alternatives">Other drugs, with commas between them.</param>
/// <param name="PreferredAlternatives">Other drugs that are preferred, with commas between them.</param>
/// <param name="SourceUrl">Where it is published.</param>
/// <param name="SourcePage">The page there.</param>
public sealed record VerityFormularyEntry(
    string Source,
    string PayerName,
    string? PbmName,
    string? FormularyName,
    int? PlanYear,
    string? EffectiveDate,
    string DrugName,
    string? MatchedText,
    string? TherapeuticCategory,
    string? DrugClass,
    string? Tier,
    string? CoverageStatus,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        VerityFormularyRequirements? Requirements,
    string? Alternatives,
    string? PreferredAlternatives,
    string? SourceUrl,
    int? SourcePage
)
{
    internal static VerityFormularyEntry Of(FormularyEntry entry) =>
        new(
            entry.Source,
            entry.PayerName,
            entry.PbmName,
            entry.FormularyName,
            entry.PlanYear,
            entry.EffectiveDate,
            entry.DrugName,
            entry.MatchedText,
            entry.TherapeuticCategory,
            entry.DrugClass,
            entry.Tier,
            entry.CoverageStatus,
            entry.Requirements is { } asked
                ? new(
                    asked.PriorAuthorization,
                    asked.StepTherapy,
                    asked.QuantityLimit,
                    asked.Specialty,
                    asked.Text,
                    asked.Codes
                )
                : null,
            Listed(entry.Alternatives),
            Listed(entry.PreferredAlternatives),
            entry.SourceUrl,
            entry.SourcePage
        );

    private static string? Listed(IReadOnlyList<string>? drugs) =>
        drugs is { Count: > 0 } ? string.Join(", ", drugs) : null;
}

/// <summary>What a formulary asks for before it pays for a drug, as Verity's clients read it.</summary>
/// <param name="PriorAuthorization">Leave beforehand.</param>
/// <param name="StepTherapy">Other drugs first.</param>
/// <param name="QuantityLimit">No more than so much.</param>
/// <param name="Specialty">From certain pharmacies only.</param>
/// <param name="Text">The same in the formulary's words.</param>
/// <param name="Codes">The formulary's signs for it, such as <c>PA</c>.</param>
public sealed record VerityFormularyRequirements(
    bool? PriorAuthorization,
    bool? StepTherapy,
    bool? QuantityLimit,
    bool? Specialty,
    string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<string>? Codes
);
