using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Evaluation;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.People;

/// <summary>Whom to evaluate a policy for: a recipient, what was presented, or both.</summary>
/// <param name="Recipient">A recipient of the organization, named by exactly one of id, external id and e-mail address.</param>
/// <param name="Credentials">What the person presents, at most 10.</param>
/// <param name="Parameters">Further facts; see evaluating a policy.</param>
/// <param name="Edition">Which edition; the current one when left out.</param>
public sealed record EvaluatePeopleRequest(
    RecipientName? Recipient = null,
    IReadOnlyList<PresentedCredential>? Credentials = null,
    [property: JsonConverter(typeof(UnicodeElement))] JsonElement? Parameters = null,
    int? Edition = null
);

/// <summary>Whether a person meets a policy, and by which evidence.</summary>
/// <param name="Met">True when the policy is met.</param>
/// <param name="Evaluation">The policy, block by block.</param>
/// <param name="IsKnown">True when the recipient was found; null when none was named.</param>
/// <param name="Evidence">The credentials that were looked at.</param>
/// <param name="Refused">What was presented and is no evidence, with the reason.</param>
public sealed record PersonEvaluation(
    bool Met,
    PolicyEvaluation Evaluation,
    bool? IsKnown,
    IReadOnlyList<HeldCredential> Evidence,
    IReadOnlyList<RefusedEvidence> Refused
);

/// <summary>
/// Evaluates a policy for a person by verified credentials: those that the organization issued to a recipient, as they
/// stand now, and those that are presented, each checked. Nothing is kept.
/// </summary>
internal sealed class EvaluatePeople(
    VidimusDb db,
    PoliciesInForce policies,
    PolicyLibrary library,
    ICredentialEvidence evidence,
    CurrentCaller caller,
    TimeProvider clock
)
{
    private const int MostPresented = 10;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/policies/{id}/people/evaluate",
                (HttpContext http, EvaluatePeople evaluate, string id) =>
                    http.Take<EvaluatePeopleRequest, PersonEvaluation>(
                        200,
                        r => evaluate.Run(http, id, r)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Repeatable("reads only; a kept answer would hide a revocation")
            .Accepts<EvaluatePeopleRequest>("application/json")
            .Produces<PersonEvaluation>()
            .WithTags("Policies")
            .WithSummary("Evaluate a policy for a person, by verified credentials")
            .WithName("evaluatePolicyForPerson");

    private async Task<Result<PersonEvaluation>> Run(
        HttpContext http,
        string id,
        EvaluatePeopleRequest request
    )
    {
        if ((Check(request) ?? Lacking(request)) is { } refused)
            return refused;
        var fields = new Fields();
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (Facts.Read(request.Parameters, today, fields) is not { } facts)
            return fields.Problem!;
        if (facts.HoldPatients())
            return PoliciesProblems.PatientIdentifiers;
        var cancellation = http.RequestAborted;
        var owners = library.Of(caller.Value);
        var found = await policies.Find(owners, id, request.Edition, cancellation);
        if (found.Problem is { } missing)
            return missing;
        var seen = await Seen(http, request, found.Value!.Compiled.Groups);
        if (seen.Problem is { } unseen)
            return unseen;
        var evaluation = Evaluator.Evaluate(
            found.Value.Policy,
            found.Value.Compiled,
            facts.With(seen.Value!)
        );
        return new PersonEvaluation(
            evaluation.Covered,
            evaluation,
            request.Recipient is null ? null : seen.Value!.IsKnown,
            seen.Value!.Held,
            seen.Value.Refused
        );
    }

    private async Task<Result<CredentialsSeen>> Seen(
        HttpContext http,
        EvaluatePeopleRequest request,
        IReadOnlyCollection<string>? groups
    )
    {
        CredentialsSeen? own = request.Recipient is { } who
            ? (await evidence.OfRecipients(db, [who], groups, http.RequestAborted))[0]
            : null;
        if (request.Credentials is not { Count: > 0 } given)
            return own!;
        var presented = await evidence.OfPresented(db, http, given);
        if (presented.Problem is not null || own is null)
            return presented;
        return own.And(presented.Value!);
    }

    private static Problem? Check(EvaluatePeopleRequest request)
    {
        var fields = new Fields().Number("edition", request.Edition, 1, int.MaxValue);
        if (request.Recipient is null && request.Credentials is not { Count: > 0 })
            fields.Wrong("recipient", "is required unless credentials are presented");
        if (request.Credentials is { Count: > MostPresented })
            fields.Wrong("credentials", $"must have at most {MostPresented} items");
        request.Recipient?.Check(fields, "recipient");
        return fields.Problem;
    }

    /// <summary>Reading policies tells nothing about people: that takes what reading, and verifying, credentials takes.</summary>
    private Problem? Lacking(EvaluatePeopleRequest request)
    {
        if (request.Recipient is not null && !caller.Value.May(Scopes.CredentialsRead))
            return Lacks(Scopes.CredentialsRead, "recipient");
        return request.Credentials is { Count: > 0 } && !caller.Value.May(Scopes.CredentialsVerify)
            ? Lacks(Scopes.CredentialsVerify, "credentials")
            : null;
    }

    private static Problem Lacks(string scope, string field) =>
        AccessProblems.ScopeInsufficient.With(
            $"This needs the scope {scope} beside {Scopes.PoliciesRead}.",
            field
        ) with
        {
            RequiredScopes = [scope],
        };
}
