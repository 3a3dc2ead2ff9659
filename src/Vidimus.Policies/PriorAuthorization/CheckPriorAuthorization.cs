using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>Whether procedures need authorization beforehand.</summary>
/// <param name="ProcedureCodes">The procedures, 1 to 10 codes of CPT or HCPCS.</param>
/// <param name="DiagnosisCodes">The diagnoses, up to 20 codes of ICD-10-CM.</param>
/// <param name="State">Where, two letters; left out, policies of every jurisdiction count, with less confidence.</param>
/// <param name="Payer">Who pays, by name or code; <c>medicare</c> for Medicare itself.</param>
/// <param name="CriteriaPage">Which page of the criteria, from 1.</param>
/// <param name="CriteriaPerPage">Most criteria of each section on a page, 1 to 100.</param>
public sealed record PriorAuthorizationRequest(
    IReadOnlyList<string?>? ProcedureCodes = null,
    IReadOnlyList<string?>? DiagnosisCodes = null,
    string? State = null,
    string? Payer = null,
    int? CriteriaPage = null,
    int? CriteriaPerPage = null
);

/// <summary>Whether authorization is needed, by the loaded policies.</summary>
/// <param name="PaRequired">True when a policy in force asks for it. False is no proof that none is needed: see the confidence.</param>
/// <param name="Confidence"><c>high</c>, <c>medium</c> or <c>low</c>: how surely the policies are about this case.</param>
/// <param name="Reason">Why, naming policies and codes.</param>
/// <param name="MatchedPolicies">The policies in force that speak of the procedures.</param>
/// <param name="DocumentationChecklist">What they want documented, each thing once.</param>
/// <param name="CriteriaDetails">What they say has to be the case.</param>
/// <param name="Mac">The contractor that decides in the state; null where no state was named or none is known.</param>
public sealed record PriorAuthorizationAnswer(
    bool PaRequired,
    string Confidence,
    string Reason,
    IReadOnlyList<MatchedPolicy> MatchedPolicies,
    IReadOnlyList<string> DocumentationChecklist,
    CriteriaDetails CriteriaDetails,
    DecidingContractor? Mac
);

/// <summary>Says from the loaded policies whether procedures need authorization beforehand. It only reads.</summary>
internal sealed class CheckPriorAuthorization(
    CoverageLookup lookup,
    PolicyLibrary library,
    CurrentCaller caller,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/prior-authorizations/check",
                (HttpContext http, CheckPriorAuthorization check) =>
                    http.Take<PriorAuthorizationRequest, PriorAuthorizationAnswer>(
                        200,
                        r => check.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Weighs(2)
            .Repeatable("reads only")
            .Accepts<PriorAuthorizationRequest>("application/json")
            .Produces<PriorAuthorizationAnswer>()
            .WithTags("Prior authorization")
            .WithSummary("Ask whether procedures need authorization beforehand")
            .WithName("checkPriorAuthorization");
        routes
            .MapPost(
                "/api/v1/prior-auth/check",
                (HttpContext http, CheckPriorAuthorization check, TimeProvider clock) =>
                    http.TakeSnake<
                        PriorAuthorizationRequest,
                        VerityAnswer<PriorAuthorizationAnswer>
                    >(
                        200,
                        async r => (await check.Run(r, http.RequestAborted)).InVerity(http, clock)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Weighs(2)
            .Repeatable("reads only")
            .Accepts<PriorAuthorizationRequest>("application/json")
            .Produces<VerityAnswer<PriorAuthorizationAnswer>>()
            .WithTags("Verity")
            .WithSummary("Ask whether procedures need authorization beforehand (Verity form)")
            .WithName("verityCheckPriorAuth");
    }

    public async Task<Result<PriorAuthorizationAnswer>> Run(
        PriorAuthorizationRequest request,
        CancellationToken cancellation
    )
    {
        if (
            Asking.HoldPatients(
                [request.Payer, request.State],
                request.ProcedureCodes ?? [],
                request.DiagnosisCodes ?? []
            )
        )
            return PoliciesProblems.PatientIdentifiers;
        var fields = new Fields();
        var payer = Asking.Payer(fields, request.Payer);
        var question = new CoverageQuestion(
            Asking.Procedures(fields, request.ProcedureCodes),
            Asking.Diagnoses(fields, request.DiagnosisCodes),
            Asking.State(fields, request.State),
            payer,
            Payers.IsMedicare(payer),
            DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)
        );
        fields.Number("criteriaPage", request.CriteriaPage, 1, CriteriaPages.LastPage);
        fields.Number("criteriaPerPage", request.CriteriaPerPage, 1, CriteriaPages.MostPerPage);
        if (fields.Problem is { } wrong)
            return wrong;
        var found = await lookup.Find(library.Of(caller.Value), question, cancellation);
        return Answer(
            question,
            found,
            request.CriteriaPage ?? 1,
            request.CriteriaPerPage ?? CriteriaPages.Usual
        );
    }

    private static PriorAuthorizationAnswer Answer(
        CoverageQuestion question,
        CoverageFound found,
        int page,
        int perPage
    )
    {
        var verdicts = question
            .Procedures.Select(p => CoverageRules.Judge(p, found, question))
            .ToArray();
        var verdict = PriorAuthorizationRules.Judge(verdicts, found, question);
        return new(
            verdict.Required,
            verdict.Confidence,
            verdict.Reason,
            [.. found.Policies.Select(p => CoverageAnswers.Matched(p, question))],
            [.. CoverageAnswers.Checklist(found.Policies).Select(i => i.Text)],
            CriteriaPages.Of(found.Policies, page, perPage),
            CoverageAnswers.Contractor(found)
        );
    }
}
