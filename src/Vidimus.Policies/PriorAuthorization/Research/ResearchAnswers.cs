using System.Text.Json.Serialization;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>A question that is looked into at length.</summary>
/// <param name="ProcedureCodes">The procedures, 1 to 10 codes of CPT or HCPCS.</param>
/// <param name="Payer">Who pays, by name or code.</param>
/// <param name="State">Where, two letters.</param>
/// <param name="DiagnosisCodes">The diagnoses, up to 20 codes of ICD-10-CM.</param>
/// <param name="ClinicalContext">What else matters, up to 2,000 characters, without anything that identifies a patient.</param>
/// <param name="Sync">True to wait for the result as long as the server allows.</param>
public sealed record ResearchRequest(
    IReadOnlyList<string?>? ProcedureCodes = null,
    string? Payer = null,
    string? State = null,
    IReadOnlyList<string?>? DiagnosisCodes = null,
    string? ClinicalContext = null,
    bool? Sync = null
);

/// <summary>Research into whether authorization is needed and what it takes.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status"><c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>canceled</c>.</param>
/// <param name="ProcedureCodes">The procedures it is about.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When it was begun; null before.</param>
/// <param name="FinishedAt">When it ended; null before.</param>
/// <param name="KeptUntil">When it is removed with everything that belongs to it.</param>
/// <param name="PollUrl">Where to ask for it again; null once it has ended.</param>
/// <param name="Result">What came of it; null before, and in lists.</param>
/// <param name="Cost">What it took; null before, and in lists.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record ResearchJob(
    string Id,
    string Status,
    IReadOnlyList<string> ProcedureCodes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset KeptUntil,
    string? PollUrl,
    ResearchResult? Result,
    ResearchCost? Cost,
    string? Error
);

/// <summary>The same as Verity's clients know it.</summary>
/// <param name="ResearchId">Its id.</param>
/// <param name="Status"><c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>canceled</c>.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="PollUrl">Where to ask for it again.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Cost">What it took.</param>
/// <param name="Error">Why it failed.</param>
public sealed record VerityResearch(
    string ResearchId,
    string Status,
    DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        DateTimeOffset? FinishedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PollUrl,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        VerityResearchResult? Result,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ResearchCost? Cost,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error
);

/// <summary>What came of research as Verity's clients read it: texts, where the native answer has more to say.</summary>
/// <param name="Determination">Whether authorization is needed.</param>
/// <param name="PayerPolicies">The policies it rests on, and others whose words are near.</param>
/// <param name="DocumentationRequirements">What has to be documented.</param>
/// <param name="MedicalNecessityCriteria">What has to be the case.</param>
/// <param name="CoverageLimitations">What is not paid for.</param>
/// <param name="Timeline">How long payers take, where a policy says so.</param>
/// <param name="AppealProcess">How to object, where a policy says so.</param>
/// <param name="Sources">Where it is from: addresses, or titles of what has none.</param>
public sealed record VerityResearchResult(
    ResearchDetermination Determination,
    IReadOnlyList<VerityResearchPolicy> PayerPolicies,
    IReadOnlyList<string> DocumentationRequirements,
    IReadOnlyList<string> MedicalNecessityCriteria,
    IReadOnlyList<string> CoverageLimitations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Timeline,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AppealProcess,
    IReadOnlyList<string> Sources
)
{
    internal static VerityResearchResult? Of(ResearchResult? result) =>
        result is null
            ? null
            : new(
                result.Determination,
                [
                    .. result.PayerPolicies.Select(p => new VerityResearchPolicy(
                        p.PolicyName,
                        p.PolicyUrl,
                        p.Summary
                    )),
                ],
                [.. result.DocumentationRequirements.Select(d => d.Requirement)],
                [.. result.MedicalNecessityCriteria.Select(c => c.Criterion)],
                [.. result.CoverageLimitations.Select(l => l.Limitation)],
                Sentence(
                    (result.Timeline?.StandardReviewDays, "standard review in {0} days"),
                    (result.Timeline?.ExpeditedReviewDays, "expedited review in {0} days"),
                    (result.Timeline?.ApprovalValidityDays, "good for {0} days")
                ),
                Appeal(result.AppealProcess),
                [.. result.Sources.Select(s => s.Url ?? s.Title)]
            );

    private static string? Appeal(ResearchAppeal? appeal) =>
        appeal is null
            ? null
            : appeal.Notes
                ?? Sentence(
                    (appeal.Levels, "{0} levels"),
                    (appeal.TimeframeDays, "within {0} days")
                );

    private static string? Sentence(params ReadOnlySpan<(int? Number, string Words)> parts)
    {
        var said = new List<string>();
        foreach (var (number, words) in parts)
        {
            if (number is { } some)
                said.Add(
                    words.Replace(
                        "{0}",
                        some.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        StringComparison.Ordinal
                    )
                );
        }
        return said.Count == 0 ? null : string.Join(", ", said);
    }
}

/// <summary>A policy that research found, by Verity's names.</summary>
/// <param name="Title">Its id and title.</param>
/// <param name="Url">Where it is published.</param>
/// <param name="Summary">What it is about.</param>
public sealed record VerityResearchPolicy(
    string Title,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Summary
);

/// <summary>What came of research.</summary>
/// <param name="Determination">Whether authorization is needed.</param>
/// <param name="PayerPolicies">The policies it rests on, and others whose words are near.</param>
/// <param name="DocumentationRequirements">What has to be documented.</param>
/// <param name="MedicalNecessityCriteria">What has to be the case.</param>
/// <param name="CoverageLimitations">What is not paid for.</param>
/// <param name="Timeline">How long payers take, where a policy says so.</param>
/// <param name="AppealProcess">How to object, where a policy says so.</param>
/// <param name="Sources">Where it is from.</param>
public sealed record ResearchResult(
    ResearchDetermination Determination,
    IReadOnlyList<ResearchPolicy> PayerPolicies,
    IReadOnlyList<ResearchDocument> DocumentationRequirements,
    IReadOnlyList<ResearchCriterion> MedicalNecessityCriteria,
    IReadOnlyList<ResearchLimitation> CoverageLimitations,
    ResearchTimeline? Timeline,
    ResearchAppeal? AppealProcess,
    IReadOnlyList<ResearchSource> Sources
);

/// <summary>Whether authorization is needed, by the loaded policies alone.</summary>
/// <param name="PaRequired">True when a policy in force asks for it.</param>
/// <param name="Confidence"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="Reasoning">Why, naming policies and codes.</param>
public sealed record ResearchDetermination(bool PaRequired, string Confidence, string Reasoning);

/// <summary>A policy that research found.</summary>
/// <param name="PayerName">Who pays by it.</param>
/// <param name="PolicyName">Its id and title.</param>
/// <param name="PolicyUrl">Where it is published.</param>
/// <param name="EffectiveDate">Since when it holds.</param>
/// <param name="Summary">What it is about.</param>
public sealed record ResearchPolicy(
    string PayerName,
    string PolicyName,
    string? PolicyUrl,
    string? EffectiveDate,
    string Summary
);

/// <summary>Something that has to be documented.</summary>
/// <param name="Requirement">What.</param>
/// <param name="Mandatory">Whether the policy asks for it outright.</param>
/// <param name="Notes">Which policy says so.</param>
public sealed record ResearchDocument(string Requirement, bool Mandatory, string? Notes);

/// <summary>Something that has to be the case.</summary>
/// <param name="Criterion">What.</param>
/// <param name="Category"><c>diagnosis</c>, <c>clinical</c>, <c>prior_treatment</c>, <c>contraindication</c> or <c>other</c>.</param>
public sealed record ResearchCriterion(string Criterion, string Category);

/// <summary>Something that is not paid for.</summary>
/// <param name="Limitation">What.</param>
/// <param name="AppliesTo">Which policy says so.</param>
public sealed record ResearchLimitation(string Limitation, string? AppliesTo);

/// <summary>How long it takes, in days.</summary>
/// <param name="StandardReviewDays">Usually.</param>
/// <param name="ExpeditedReviewDays">Where it is urgent.</param>
/// <param name="ApprovalValidityDays">How long an authorization is good for.</param>
public sealed record ResearchTimeline(
    int? StandardReviewDays,
    int? ExpeditedReviewDays,
    int? ApprovalValidityDays
);

/// <summary>How to object.</summary>
/// <param name="Levels">How many levels there are.</param>
/// <param name="TimeframeDays">Days to object in.</param>
/// <param name="Notes">What the policies say about it.</param>
public sealed record ResearchAppeal(int? Levels, int? TimeframeDays, string? Notes);

/// <summary>Where something is from.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Url">Where it is published.</param>
/// <param name="Relevance">Why it is named.</param>
/// <param name="Origin"><c>corpus</c> for the loaded policies; <c>outside</c> for what the operator's search service answered, which nobody has checked.</param>
public sealed record ResearchSource(string Title, string? Url, string? Relevance, string Origin);

/// <summary>What research took.</summary>
/// <param name="NumSearches">Searches made.</param>
/// <param name="NumPages">Policies and pages read.</param>
/// <param name="ReasoningTokens">Tokens that an outside service counted.</param>
/// <param name="TotalDollars">What the operator says that outside searches cost.</param>
public sealed record ResearchCost(
    int NumSearches,
    int NumPages,
    long ReasoningTokens,
    decimal TotalDollars
);
