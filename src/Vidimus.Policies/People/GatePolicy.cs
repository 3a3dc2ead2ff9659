using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Evaluation;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.People;

/// <summary>Whether a policy can be a gate's: one that could never be met would close the gate for ever.</summary>
internal sealed class GatePolicy(
    CompiledPolicies compiled,
    PolicyLibrary library,
    TimeProvider clock
)
{
    public async Task<Problem?> Refusal(Unit unit, GateRow gate)
    {
        var owners = library.Of(unit.Author.OrganizationId);
        var found = await PoliciesInForce.Find(
            unit.Db,
            compiled,
            owners,
            gate.PolicyId,
            null,
            CancellationToken.None
        );
        if (found.Problem is { } missing)
            return missing with { Field = "policyId" };
        var policy = found.Value!.Compiled;
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var wrong =
            policy.NotInForce(today)
            ?? (
                !policy.Blocks.Any(b => b is { Decides: true, Logic: not null })
                    ? "The policy has no block with a logic tree that decides."
                    : null
            );
        return wrong is null
            ? null
            : PlatformProblems.Validation.With($"policyId: {wrong}", "policyId") with
            {
                Errors = [new("policyId", wrong)],
            };
    }
}
