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
    private const int MostModifiers = 5;
    private static readonly string[] PlanTypes =
    [
        "commercial",
        "medicare_advantage",
        "medicaid",
        "traditional_medicare",
        "exchange",
    ];

    private static readonly string[] Sites =
    [
        "office",
        "outpatient_hospital",
        "asc",
        "inpatient",
        "home",
        "telehealth",
    ];

    private static readonly string[] Ages = ["pediatric", "adult", "medicare_age"];
    private static readonly string[] Sexes = ["female", "male", "other", "unknown"];

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
        var fields = new Fields();
        var question = Question(request, fields);
        var modifiers = Modifiers(request, fields);
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
        return Answer(request, question, modifiers, found, judged, known);
    }

    private CoverageQuestion Question(ClaimRequest request, Fields fields)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var payer = Asking.Payer(fields, request.Payer);
        fields
            .OneOf("planType", request.PlanType, PlanTypes)
            .Text("lineOfBusiness", request.LineOfBusiness, 100)
            .OneOf("siteOfService", request.SiteOfService, Sites)
            .Text("providerSpecialty", request.ProviderSpecialty, 100)
            .OneOf("ageCategory", request.AgeCategory, Ages)
            .OneOf("sexWhenPolicyRelevant", request.SexWhenPolicyRelevant, Sexes);
        var on = today;
        if (
            request.DateOfService is { } day
            && !DateOnly.TryParseExact(
                day,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out on
            )
        )
            fields.Wrong("dateOfService", "must be a date such as 2026-11-22");
        return new(
            Asking.Codes(
                fields,
                "procedureCodes",
                request.ProcedureCodes,
                Asking.MostProcedures,
                required: true
            ),
            Asking.Codes(
                fields,
                "diagnosisCodes",
                request.DiagnosisCodes,
                Asking.MostDiagnoses,
                required: false,
                CodeSystems.Icd10Cm
            ),
            Asking.State(fields, request.State),
            payer,
            Payers.IsMedicare(payer)
                || request.PlanType is "traditional_medicare" or "medicare_advantage",
            on,
            on < today
        );
    }

    private static string[] Modifiers(ClaimRequest request, Fields fields)
    {
        var modifiers = request.Modifiers ?? [];
        fields.Check(
            modifiers.Count <= MostModifiers,
            "modifiers",
            $"must have at most {MostModifiers} modifiers"
        );
        for (var i = 0; i < modifiers.Count && i < MostModifiers; i++)
            fields.Check(
                modifiers[i] is { Length: 2 } modifier && modifier.All(char.IsAsciiLetterOrDigit),
                $"modifiers.{i}",
                "must be two letters or digits such as LT"
            );
        return fields.Problem is null
            ? [.. modifiers.Select(m => m!.ToUpperInvariant()).Distinct()]
            : [];
    }

    /// <summary>What the trees of the policies come to over what the claim says; policies without trees are left out.</summary>
    private static Dictionary<PolicyInForce, PolicyEvaluation> Evaluate(
        ClaimRequest request,
        CoverageQuestion question,
        string[] modifiers,
        CoverageFound found
    )
    {
        var facts = Facts(request, question, modifiers);
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

    /// <summary>What a claim says, as facts; the names are in the documentation of policies.</summary>
    private static Facts Facts(ClaimRequest request, CoverageQuestion question, string[] modifiers)
    {
        var said = JsonSerializer.SerializeToElement(
            new Dictionary<string, object?>
            {
                ["procedure_codes"] = question.Procedures.Select(p => p.Code).ToArray(),
                ["diagnosis_codes"] =
                    question.Diagnoses.Count == 0
                        ? null
                        : question.Diagnoses.Select(d => d.Code).ToArray(),
                ["modifiers"] = modifiers,
                ["state"] = question.State,
                ["payer"] = question.Payer,
                ["plan_type"] = request.PlanType,
                ["line_of_business"] = request.LineOfBusiness,
                ["date_of_service"] = question.Day,
                ["site_of_service"] = request.SiteOfService,
                ["provider_specialty"] = request.ProviderSpecialty,
                ["age_category"] = request.AgeCategory,
                ["sex"] = request.SexWhenPolicyRelevant is "unknown"
                    ? null
                    : request.SexWhenPolicyRelevant,
            }
        );
        return Evaluation.Facts.Read(said, question.On, new Fields())
            ?? throw new InvalidOperationException("What a checked claim says is no facts.");
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

    private static ClaimValidation Answer(
        ClaimRequest request,
        CoverageQuestion question,
        string[] modifiers,
        CoverageFound found,
        CodeJudgement[] judged,
        Dictionary<string, KnownCode> known
    )
    {
        var risk = Grades.Highest(judged.Select(j => j.Risk));
        var manual = judged.Any(j => j.ManualReview);
        return new(
            question.Payer,
            request.PlanType,
            request.LineOfBusiness,
            question.State,
            request.DateOfService,
            request.SiteOfService,
            request.ProviderSpecialty,
            modifiers,
            ClaimRules.Overall(risk, manual),
            CoverageRules.Strictest(judged.Select(j => j.Coverage)),
            judged.Any(j => j.Verdict.Authorization == true) ? true
                : judged.Any(j => j.Verdict.Authorization == false) ? false
                : null,
            risk,
            Grades.Lowest(judged.Select(j => j.Confidence)),
            [.. CoverageAnswers.Checklist(found.Policies).Select(i => i.Text)],
            [.. found.Policies.Select(CoverageAnswers.Source)],
            [.. found.Policies.Select(p => CoverageAnswers.Matched(p, question))],
            CoverageAnswers.Since(found.Policies),
            CoverageAnswers.Told(found.Policies),
            manual,
            [.. judged.SelectMany(j => j.Gaps).Concat(Gaps(question, found)).Distinct()],
            [.. judged.SelectMany(j => j.Issues).Distinct()],
            [.. judged.Select(j => Of(j, question, known))],
            CoverageAnswers.Contractor(found)
        );
    }

    /// <summary>What is not known of the claim as a whole.</summary>
    private static IEnumerable<string> Gaps(CoverageQuestion question, CoverageFound found)
    {
        if (question.State is null)
            yield return "No state was named, so that it is not known whose local policies bind.";
        else if (found.Places is { Count: 0 })
            yield return $"No jurisdiction is known for {question.State}; only what holds everywhere counts.";
        if (question.Payer is null && !question.ByMedicare)
            yield return "No payer was named.";
        foreach (var other in found.Others)
            yield return other.Why;
        if (found.LeftOut > 0)
            yield return $"{found.LeftOut} more policies speak of these codes and were not looked at; name state and payer.";
    }

    private static ClaimCode Of(
        CodeJudgement judged,
        CoverageQuestion question,
        Dictionary<string, KnownCode> known
    )
    {
        var asked = judged.Verdict.Code;
        var row = known.GetValueOrDefault(asked.Code);
        return new(
            asked.Shown,
            row?.System ?? asked.System,
            row?.Description,
            judged.Coverage,
            judged.Verdict.Authorization,
            judged.Risk,
            judged.Confidence,
            [.. CoverageAnswers.Checklist(judged.Policies).Select(i => i.Text)],
            [.. judged.Policies.Select(CoverageAnswers.Source)],
            [.. judged.Policies.Select(p => CoverageAnswers.Matched(p, question))],
            CoverageAnswers.Since(judged.Policies),
            CoverageAnswers.Told(judged.Policies),
            judged.ManualReview,
            judged.Gaps,
            judged.Issues,
            judged.Policies.Length
        );
    }
}
