using System.Text.Json;
using Vidimus.Platform.Json;

namespace Vidimus.Policies.Codes;

/// <summary>What a payer's formulary says of a drug.</summary>
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
/// <param name="Alternatives">Other drugs.</param>
/// <param name="PreferredAlternatives">Other drugs that are preferred.</param>
/// <param name="SourceUrl">Where it is published.</param>
/// <param name="SourcePage">The page there.</param>
public sealed record FormularyEntry(
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
    FormularyRequirements? Requirements,
    IReadOnlyList<string>? Alternatives,
    IReadOnlyList<string>? PreferredAlternatives,
    string? SourceUrl,
    int? SourcePage
)
{
    /// <summary>A row's JSON as an entry; null for what is none.</summary>
    internal static FormularyEntry? Read(string body)
    {
        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(body, VidimusJson.Tolerant);
            return kept is { Source: { } source, PayerName: { } payer, DrugName: { } drug }
                ? new(
                    source,
                    payer,
                    kept.PbmName,
                    kept.FormularyName,
                    kept.PlanYear,
                    kept.EffectiveDate,
                    drug,
                    kept.MatchedText,
                    kept.TherapeuticCategory,
                    kept.DrugClass,
                    kept.Tier,
                    kept.CoverageStatus,
                    FormularyRequirements.Read(kept.Requirements),
                    kept.Alternatives,
                    kept.PreferredAlternatives,
                    kept.SourceUrl,
                    kept.SourcePage
                )
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Kept(
        string? Source = null,
        string? PayerName = null,
        string? PbmName = null,
        string? FormularyName = null,
        int? PlanYear = null,
        string? EffectiveDate = null,
        string? DrugName = null,
        string? MatchedText = null,
        string? TherapeuticCategory = null,
        string? DrugClass = null,
        string? Tier = null,
        string? CoverageStatus = null,
        JsonElement? Requirements = null,
        IReadOnlyList<string>? Alternatives = null,
        IReadOnlyList<string>? PreferredAlternatives = null,
        string? SourceUrl = null,
        int? SourcePage = null
    );
}

/// <summary>What a formulary asks for before it pays for a drug.</summary>
/// <param name="PriorAuthorization">Leave beforehand.</param>
/// <param name="StepTherapy">Other drugs first.</param>
/// <param name="QuantityLimit">No more than so much.</param>
/// <param name="Specialty">From certain pharmacies only.</param>
/// <param name="Text">The same in the formulary's words.</param>
/// <param name="Codes">The formulary's signs for it, such as <c>PA</c>.</param>
public sealed record FormularyRequirements(
    bool? PriorAuthorization,
    bool? StepTherapy,
    bool? QuantityLimit,
    bool? Specialty,
    string? Text,
    IReadOnlyList<string>? Codes
)
{
    /// <summary>Reads what a formulary brought, whichever way it writes names; what is not as it should be is left out.</summary>
    internal static FormularyRequirements? Read(JsonElement? kept) =>
        kept is { ValueKind: JsonValueKind.Object } read
            ? new(
                Flag(read, "priorAuthorization", "prior_authorization"),
                Flag(read, "stepTherapy", "step_therapy"),
                Flag(read, "quantityLimit", "quantity_limit"),
                Flag(read, "specialty", "specialty"),
                read.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
                    ? text.GetString()
                    : null,
                read.TryGetProperty("codes", out var codes)
                && codes.ValueKind == JsonValueKind.Array
                    ?
                    [
                        .. codes
                            .EnumerateArray()
                            .Where(c => c.ValueKind == JsonValueKind.String)
                            .Select(c => c.GetString()!),
                    ]
                    : null
            )
            : null;

    private static bool? Flag(JsonElement read, string name, string other) =>
        read.TryGetProperty(name, out var flag) || read.TryGetProperty(other, out flag)
            ? flag.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            }
            : null;
}
