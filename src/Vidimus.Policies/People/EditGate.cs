using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.People;

/// <summary>Changes to a gate; what is left out or null stays as it is. What it stands before does not change: make another.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="PolicyId">The policy that has to be met.</param>
/// <param name="Otherwise"><c>refuse</c> or <c>approval</c>.</param>
/// <param name="ExpirySeconds">How long an approval can be given and used.</param>
/// <param name="FourEyes">Whether no member approves what they, or assistants they connected, ask for. Calls of a key are those of the member who made it, where one did.</param>
/// <param name="Notify">Whether owners and administrators are told by mail.</param>
/// <param name="Enabled">Whether it holds.</param>
public sealed record EditGateRequest(
    string? Name = null,
    string? PolicyId = null,
    string? Otherwise = null,
    int? ExpirySeconds = null,
    bool? FourEyes = null,
    bool? Notify = null,
    bool? Enabled = null
);

/// <summary>Edits and deletes gates; approvals that were asked for by it, and not used, count no more.</summary>
internal sealed class EditGate(
    Writes writes,
    CurrentCaller caller,
    GatePolicy policy,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPatch(
                "/v1/policy-gates/{id}",
                (HttpContext http, EditGate edit, string id) =>
                    http.Take<EditGateRequest, Gate>(200, r => edit.Run(id, r, http.RequestAborted))
            )
            .Needs(Scopes.Admin)
            .Accepts<EditGateRequest>("application/json")
            .Produces<Gate>()
            .WithTags("Policies")
            .WithSummary("Edit a gate")
            .WithName("editGate");
        routes
            .MapDelete(
                "/v1/policy-gates/{id}",
                (HttpContext http, EditGate edit, string id) =>
                    http.Once(204, () => edit.Delete(id, http.RequestAborted))
            )
            .Needs(Scopes.Admin)
            .Produces(204)
            .WithTags("Policies")
            .WithSummary("Delete a gate")
            .WithName("deleteGate");
    }

    public async Task<Result<Gate>> Run(
        string id,
        EditGateRequest request,
        CancellationToken cancellation
    )
    {
        if (DemandedApprovals.RefuseAssistants(caller.Value) is { } notTheirs)
            return notTheirs;
        return await writes.Commit<Gate>(
            async unit =>
            {
                if (await Find(unit, id) is not { } row)
                    return PlatformProblems.NotFound;
                Apply(request, row);
                if (GateTerms.Check(row).Problem is { } wrong)
                    return wrong;
                // One whose policy has ended can still be switched off.
                if (request.PolicyId is not null && await policy.Refusal(unit, row) is { } unfit)
                    return unfit;
                row.UpdatedAt = clock.GetUtcNow();
                row.Version++;
                unit.State(new SimpleFact("gate.edited", row.Id, GateTerms.Facts(row)));
                await DemandedApprovals.End(unit, row.Id);
                return Gate.Of(row);
            },
            cancellation
        );
    }

    public async Task<Result<bool>> Delete(string id, CancellationToken cancellation)
    {
        if (DemandedApprovals.RefuseAssistants(caller.Value) is { } notTheirs)
            return notTheirs;
        return await writes.Commit<bool>(
            async unit =>
            {
                if (await Find(unit, id) is not { } row)
                    return PlatformProblems.NotFound;
                unit.Db.Remove(row);
                unit.State(new SimpleFact("gate.deleted", row.Id, GateTerms.Facts(row)));
                await DemandedApprovals.End(unit, row.Id);
                return true;
            },
            cancellation
        );
    }

    private static Task<GateRow?> Find(Unit unit, string id) =>
        unit.Db.Set<GateRow>().SingleOrDefaultAsync(g => g.Id == id);

    private static void Apply(EditGateRequest request, GateRow row)
    {
        row.Name = request.Name ?? row.Name;
        row.PolicyId = request.PolicyId ?? row.PolicyId;
        row.Otherwise = request.Otherwise ?? row.Otherwise;
        row.ExpirySeconds = request.ExpirySeconds ?? row.ExpirySeconds;
        row.FourEyes = request.FourEyes ?? row.FourEyes;
        row.Notify = request.Notify ?? row.Notify;
        row.Enabled = request.Enabled ?? row.Enabled;
    }
}
