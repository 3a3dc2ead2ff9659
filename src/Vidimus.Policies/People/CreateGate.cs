using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.People;

/// <summary>A gate to be made, in the caller's mode.</summary>
/// <param name="Name">What it is for; 1 to 100 characters.</param>
/// <param name="Action"><c>credential.issue</c> or <c>order.submit</c>.</param>
/// <param name="GroupId">Id or number of the group whose credentials it is about; left out for every one.</param>
/// <param name="PolicyId">The policy that has to be met.</param>
/// <param name="Otherwise"><c>refuse</c> (default) or <c>approval</c>.</param>
/// <param name="ExpirySeconds">How long an approval can be given and used, 60 to 604,800; a day by default.</param>
/// <param name="FourEyes">False so that a member may approve what the same member asks for; true by default. Calls of a key are those of the member who made it, where one did.</param>
/// <param name="Notify">True to tell owners and administrators by mail.</param>
/// <param name="Enabled">False to make it without effect.</param>
public sealed record CreateGateRequest(
    string? Name = null,
    string? Action = null,
    string? GroupId = null,
    string? PolicyId = null,
    string? Otherwise = null,
    int? ExpirySeconds = null,
    bool? FourEyes = null,
    bool? Notify = null,
    bool? Enabled = null
);

/// <summary>Makes a gate; it holds from the next change on.</summary>
internal sealed class CreateGate(
    Writes writes,
    CurrentCaller caller,
    GatePolicy policy,
    ICredentialEvidence evidence,
    TimeProvider clock
)
{
    private const int ADay = 86_400;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/policy-gates",
                (HttpContext http, CreateGate create) =>
                    http.Take<CreateGateRequest, Gate>(201, r => create.Run(r, http.RequestAborted))
            )
            .Needs(Scopes.Admin)
            .Accepts<CreateGateRequest>("application/json")
            .Produces<Gate>(201)
            .WithTags("Policies")
            .WithSummary("Make a gate: a policy that has to be met before something is done")
            .WithName("createGate");

    public async Task<Result<Gate>> Run(CreateGateRequest request, CancellationToken cancellation)
    {
        if (DemandedApprovals.RefuseAssistants(caller.Value) is { } notTheirs)
            return notTheirs;
        if (GateTerms.Check(Row(request, request.GroupId)).Problem is { } wrong)
            return wrong;
        return await writes.Commit<Gate>(
            async unit =>
            {
                var group = request.GroupId is { } named
                    ? await evidence.GroupOf(unit.Db, named)
                    : null;
                if (request.GroupId is not null && group is null)
                    return new Fields().Wrong("groupId", "names no group").Problem!;
                var row = Row(request, group);
                if (await policy.Refusal(unit, row) is { } unfit)
                    return unfit;
                if (await unit.Db.Set<GateRow>().CountAsync() >= GateTerms.Most)
                    return PoliciesProblems.TooManyGates;
                unit.Db.Add(row);
                unit.State(new SimpleFact("gate.created", row.Id, GateTerms.Facts(row)));
                return Gate.Of(row);
            },
            cancellation
        );
    }

    private GateRow Row(CreateGateRequest request, string? group)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            OrganizationId = caller.Value.OrganizationId,
            Id = NewId.Create("pgt", clock),
            Mode = caller.Value.Mode,
            Name = request.Name!,
            Action = request.Action!,
            GroupId = group,
            PolicyId = request.PolicyId!,
            Otherwise = request.Otherwise ?? GateOtherwise.Refuse,
            Enabled = request.Enabled ?? true,
            ExpirySeconds = request.ExpirySeconds ?? ADay,
            FourEyes = request.FourEyes ?? true,
            Notify = request.Notify ?? false,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
    }
}
