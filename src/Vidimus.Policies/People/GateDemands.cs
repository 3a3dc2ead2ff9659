using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Evaluation;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.People;

/// <summary>A gate that is closed.</summary>
/// <param name="Gate">The gate.</param>
/// <param name="Mark">What an approval of it remembers.</param>
/// <param name="Reasons">Why it is.</param>
internal sealed record ClosedGate(GateRow Gate, string Mark, string[] Reasons);

/// <summary>What a closed gate says, and which approvals open it.</summary>
internal sealed class GateDemands(CompiledPolicies compiled, PolicyLibrary library)
    : IApprovalDemands
{
    private const string Demands = "approvals";

    public async Task<IReadOnlyCollection<string>> Standing(
        VidimusDb db,
        IReadOnlyCollection<string> marks
    )
    {
        var ids = marks.Select(m => m.Split(':')[0]).Distinct().ToArray();
        var gates = await db.Set<GateRow>()
            .AsNoTracking()
            .Where(g => ids.Contains(g.Id) && g.Enabled && g.Otherwise == GateOtherwise.Approval)
            .ToListAsync();
        var standing = new List<string>();
        foreach (var gate in gates)
        {
            var policy = await PoliciesInForce.Find(
                db,
                compiled,
                library.Of(gate.OrganizationId),
                gate.PolicyId,
                null,
                CancellationToken.None
            );
            standing.Add(gate.MarkWith(policy.Value?.Digest));
        }
        return [.. standing.Intersect(marks)];
    }

    /// <summary>The refusal; it tells what an approval would have to be for, where every gate that is closed takes one.</summary>
    public static Problem Refusal(IReadOnlyList<ClosedGate> closed)
    {
        var first = closed[0];
        var approvable = closed.All(c => c.Gate.Otherwise == GateOtherwise.Approval);
        var problem = PoliciesProblems.PolicyNotMet.With(
            $"The gate {first.Gate.Id} is closed: the policy {first.Gate.PolicyId} has to be met first. {string.Join(" ", first.Reasons)}",
            hint: approvable
                ? "Meet the policy; or make the call singly, not in a list, an import or a trigger: then a person can be asked to approve it."
                : null
        );
        var particulars = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["gates"] = JsonSerializer.SerializeToElement(
                closed.Select(c => new
                {
                    id = c.Gate.Id,
                    policyId = c.Gate.PolicyId,
                    otherwise = c.Gate.Otherwise,
                    reasons = c.Reasons,
                })
            ),
        };
        if (approvable)
            particulars[Demands] = JsonSerializer.SerializeToElement(
                closed.Select(c => new ApprovalDemand(
                    c.Mark,
                    c.Gate.ExpirySeconds,
                    c.Gate.FourEyes,
                    c.Gate.Notify
                ))
            );
        return problem with { Particulars = particulars };
    }

    /// <summary>The approvals that would open it; null where none would.</summary>
    public static List<ApprovalDemand>? Of(Problem refusal) =>
        refusal.Particulars?.TryGetValue(Demands, out var demands) == true
            ? demands.Deserialize<List<ApprovalDemand>>()
            : null;
}
