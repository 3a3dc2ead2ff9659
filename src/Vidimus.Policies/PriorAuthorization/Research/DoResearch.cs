using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>
/// Looks into a question: the policies that speak of the codes decide; others whose words are near, and what a service outside
/// finds, are named beside them.
/// </summary>
internal sealed class DoResearch(
    CoverageLookup lookup,
    NearbyPolicies nearby,
    OutsideSearch outside,
    PolicyLibrary library,
    PoliciesOptions options,
    TimeProvider clock
)
{
    private const int MostBlocks = 100;

    public async Task<ResearchOutcome> Run(
        string organizationId,
        ResearchAsked asked,
        CancellationToken cancellation
    )
    {
        var searching = outside.IsConfigured ? outside.Ask(asked, cancellation) : null;
        var owners = library.Of(organizationId);
        var question = new CoverageQuestion(
            asked.Procedures,
            asked.Diagnoses,
            asked.State,
            asked.Payer,
            Payers.IsMedicare(asked.Payer),
            DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)
        );
        var found = await lookup.Find(owners, question, cancellation);
        var near = await nearby.Find(owners, asked, question, found, cancellation);
        var findings = searching is null ? null : await searching;
        var searches = 1 + near.Searches + (findings is null ? 0 : 1);
        var dollars = findings is { Note: null } ? options.Research.CentsPerSearch / 100m : 0m;
        return new(
            Result(question, found, near.Policies, findings),
            new(
                searches,
                found.Policies.Count + near.Policies.Count + (findings?.Sources.Count ?? 0),
                findings?.Tokens ?? 0,
                dollars
            )
        );
    }

    private static ResearchResult Result(
        CoverageQuestion question,
        CoverageFound found,
        IReadOnlyList<PolicyRow> near,
        OutsideFindings? findings
    )
    {
        var verdict = PriorAuthorizationRules.Judge(
            [.. question.Procedures.Select(p => CoverageRules.Judge(p, found, question))],
            found,
            question
        );
        var reasoning = findings?.Note is { } note ? $"{verdict.Reason} {note}" : verdict.Reason;
        return new(
            new(verdict.Required, verdict.Confidence, reasoning),
            [.. found.Policies.Select(Deciding), .. near.Select(Near)],
            [
                .. CoverageAnswers
                    .Checklist(found.Policies)
                    .Select(item => new ResearchDocument(item.Text, true, $"By {item.PolicyId}.")),
            ],
            [.. ResearchReading.Necessity(found.Policies).Take(MostBlocks)],
            [.. ResearchReading.Limitations(found.Policies).Take(MostBlocks)],
            ResearchReading.Timeline(found.Policies),
            ResearchReading.Appeal(found.Policies),
            [
                .. found.Policies.Select(p => new ResearchSource(
                    Name(p.Policy),
                    p.Policy.SourceUrl,
                    $"It speaks of {string.Join(", ", p.Procedures.Select(c => c.Code).Distinct())}.",
                    "corpus"
                )),
                .. near.Select(p => new ResearchSource(
                    Name(p),
                    p.SourceUrl,
                    "Its words are near to the clinical context.",
                    "corpus"
                )),
                .. findings?.Sources ?? [],
            ]
        );
    }

    private static ResearchPolicy Deciding(PolicyInForce policy) =>
        new(
            PayerOf(policy.Policy),
            Name(policy.Policy),
            policy.Policy.SourceUrl,
            policy.Document.EffectiveDate,
            policy.Document.Summary ?? policy.Policy.Title
        );

    private static ResearchPolicy Near(PolicyRow policy) =>
        new(
            PayerOf(policy),
            Name(policy),
            policy.SourceUrl,
            policy.EffectiveDate,
            policy.Summary ?? policy.Title
        );

    private static string PayerOf(PolicyRow policy) =>
        policy.PayerName ?? (Payers.IsMedicares(policy) ? "Medicare" : "Any payer");

    private static string Name(PolicyRow policy) => $"{policy.Id}: {policy.Title}";
}
