using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Evaluation;

/// <summary>Facts to evaluate a policy over.</summary>
/// <param name="Parameters">An object of facts by their names: numbers, texts, true or false, lists; <c>{value, unit}</c> and <c>{code, system}</c>. Nothing that identifies a patient.</param>
/// <param name="Edition">Which edition; when left out, the one that holds on the day, and the current one where none does.</param>
/// <param name="AsOf">The day that "today" is, <c>YYYY-MM-DD</c>; today in UTC when left out.</param>
public sealed record EvaluatePolicyRequest(
    [property: JsonConverter(typeof(UnicodeElement))] JsonElement? Parameters = null,
    int? Edition = null,
    string? AsOf = null
);

/// <summary>A policy and facts to evaluate it over, by Verity's names.</summary>
/// <param name="PolicyId">The policy.</param>
/// <param name="Parameters">An object of facts by their names; nothing that identifies a patient.</param>
/// <param name="Edition">Which edition; when left out, the one that holds on the day, and the current one where none does.</param>
/// <param name="AsOf">The day that "today" is, <c>YYYY-MM-DD</c>; today in UTC when left out.</param>
public sealed record VerityEvaluateRequest(
    string? PolicyId = null,
    [property: JsonConverter(typeof(UnicodeElement))] JsonElement? Parameters = null,
    int? Edition = null,
    string? AsOf = null
);

/// <summary>Evaluates a policy over facts; nothing is kept of them.</summary>
internal sealed class EvaluatePolicy(
    PoliciesInForce policies,
    PolicyLibrary library,
    CurrentCaller caller,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/policies/{id}/evaluate",
                (HttpContext http, EvaluatePolicy evaluate, string id) =>
                    http.Take<EvaluatePolicyRequest, PolicyEvaluation>(
                        200,
                        r => evaluate.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Repeatable("reads only")
            .Accepts<EvaluatePolicyRequest>("application/json")
            .Produces<PolicyEvaluation>()
            .WithTags("Policies")
            .WithSummary("Evaluate a policy over facts, explained block by block")
            .WithName("evaluatePolicy");
        routes
            .MapPost(
                "/api/v1/coverage/evaluate",
                (HttpContext http, EvaluatePolicy evaluate) =>
                    http.TakeSnake<VerityEvaluateRequest, VerityAnswer<VerityCoverageEvaluation>>(
                        200,
                        r => evaluate.Verity(r, http)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Repeatable("reads only")
            .Accepts<VerityEvaluateRequest>("application/json")
            .Produces<VerityAnswer<VerityCoverageEvaluation>>()
            .WithTags("Verity")
            .WithSummary("Evaluate a policy over facts (Verity form)")
            .WithName("verityEvaluateCoverage");
    }

    public async Task<Result<PolicyEvaluation>> Run(
        string id,
        EvaluatePolicyRequest request,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().Number("edition", request.Edition, 1, int.MaxValue);
        var today = Day(fields, "asOf", request.AsOf);
        var read = Read(fields, request.Parameters, today);
        return read.Problem is { } wrong
            ? wrong
            : await Evaluate(id, request.Edition, today, read.Value!, cancellation);
    }

    private async Task<Result<VerityAnswer<VerityCoverageEvaluation>>> Verity(
        VerityEvaluateRequest request,
        HttpContext http
    )
    {
        var fields = new Fields()
            .Text("policy_id", request.PolicyId, 100, required: true)
            .Number("edition", request.Edition, 1, int.MaxValue);
        var today = Day(fields, "as_of", request.AsOf);
        var read = Read(fields, request.Parameters, today);
        if (read.Problem is { } wrong)
            return wrong;
        var done = await Evaluate(
            request.PolicyId!,
            request.Edition,
            today,
            read.Value!,
            http.RequestAborted
        );
        return done.InVerity(http, clock, Evaluator.Verity);
    }

    private async Task<Result<PolicyEvaluation>> Evaluate(
        string id,
        int? edition,
        DateOnly today,
        Facts facts,
        CancellationToken cancellation
    )
    {
        var owners = library.Of(caller.Value);
        var found = edition is null
            ? await policies.FindOn(owners, id, today, cancellation)
            : await policies.Find(owners, id, edition, cancellation);
        return found.Problem is { } missing
            ? missing
            : Evaluator.Evaluate(found.Value!.Policy, found.Value.Compiled, facts);
    }

    private DateOnly Day(Fields fields, string name, string? given)
    {
        if (given is null)
            return DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var right = DateOnly.TryParseExact(
            given,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        );
        fields.Check(right, name, "must be a day such as 2026-11-30");
        return day;
    }

    private static Result<Facts> Read(Fields fields, JsonElement? parameters, DateOnly today) =>
        Facts.Read(parameters, today, fields) is not { } facts ? fields.Problem!
        : facts.HoldPatients() ? PoliciesProblems.PatientIdentifiers
        : facts;
}
