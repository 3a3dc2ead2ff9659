using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Evaluation;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>Says from the loaded policies, as they were on the date of service, whether a claim would be paid. It only reads.</summary>
internal sealed class ValidateClaim(
    VidimusDb db,
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
                "/v1/claims/validate",
                (HttpContext http, ValidateClaim validate) =>
                    http.Take<ClaimRequest, ClaimValidation>(
                        200,
                        r => validate.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Weighs(2)
            .Repeatable("reads only")
            .Accepts<ClaimRequest>("application/json")
            .Produces<ClaimValidation>()
            .WithTags("Prior authorization")
            .WithSummary("Ask whether a claim would be paid")
            .WithName("validateClaim");
        Verity(routes, "/api/v1/claims/validate", "verityValidateClaim");
        Verity(routes, "/api/v1/claim-validation", "verityClaimValidation");
    }

    private static void Verity(IEndpointRouteBuilder routes, string path, string name) =>
        routes
            .MapPost(
                path,
                (HttpContext http, ValidateClaim validate, TimeProvider clock) =>
                    http.TakeSnake<ClaimRequest, VerityAnswer<ClaimValidation>>(
                        200,
                        async r =>
                            (await validate.Run(r, http.RequestAborted)).InVerity(http, clock)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Weighs(2)
            .Repeatable("reads only")
            .Accepts<ClaimRequest>("application/json")
            .Produces<VerityAnswer<ClaimValidation>>()
            .WithTags("Verity")
            .WithSummary("Ask whether a claim would be paid (Verity form)")
            .WithName(name);

    public async Task<Result<ClaimValidation>> Run(
        ClaimRequest request,
        CancellationToken cancellation
    )
    {
        if (ClaimReading.HoldsPatient(request))
            return PoliciesProblems.PatientIdentifiers;
        var fields = new Fields();
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var question = ClaimReading.Question(request, fields, today);
        var modifiers = ClaimReading.Modifiers(request, fields);
        if (fields.Problem is { } wrong)
            return wrong;
        var owners = library.Of(caller.Value);
        var found = await lookup.Find(owners, question, cancellation);
        var known = await Known(owners, question, cancellation);
        var evaluations = Evaluate(request, question, modifiers, found);
        var judged = question
            .Procedures.Select(p =>
                ClaimRules.Judge(
                    CoverageRules.Judge(p, found, question),
                    found,
                    question,
                    evaluations,
                    known.GetValueOrDefault(p.Code)
                )
            )
            .ToArray();
        return ClaimView.Of(request, question, modifiers, found, judged, known);
    }

    /// <summary>What the trees of the policies come to over what the claim says; policies without trees are left out.</summary>
    private static Dictionary<PolicyInForce, PolicyEvaluation> Evaluate(
        ClaimRequest request,
        CoverageQuestion question,
        string[] modifiers,
        CoverageFound found
    )
    {
        var facts = ClaimReading.Facts(request, question, modifiers);
        return found
            .Policies.Where(p => (p.Document.Criteria ?? []).Any(c => c.Logic is not null))
            .ToDictionary(
                p => p,
                p =>
                    Evaluator.Evaluate(
                        new(p.Policy.Id, p.Policy.Title, p.Policy.Type, p.Policy.Edition),
                        p.Document.Criteria!,
                        facts
                    )
            );
    }

    private async Task<Dictionary<string, KnownCode>> Known(
        string[] owners,
        CoverageQuestion question,
        CancellationToken cancellation
    )
    {
        string[] codes = [.. question.Procedures.Select(p => p.Code)];
        var rows = await PolicyLibrary
            .Rows<CodeRow>(db, owners)
            .AsNoTracking()
            .Where(c => codes.Contains(c.Code) && c.System != CodeSystems.Icd10Cm)
            .ToListAsync(cancellation);
        return rows.GroupBy(r => r.Code, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g =>
                {
                    var row = g.OrderBy(r => Array.IndexOf(owners, r.OrganizationId)).First();
                    return new KnownCode(
                        row.System,
                        row.Description ?? row.ShortDescription,
                        row.Active
                    );
                },
                StringComparer.Ordinal
            );
    }
}
