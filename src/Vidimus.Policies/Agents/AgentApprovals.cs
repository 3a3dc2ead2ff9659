using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Agents;

/// <summary>
/// The gate of tools that change something. Where a rule of the organization is about the call, a member's approval lets it
/// through, and nothing else does. Where none is, the caller has to say that a person has reviewed it; that is the caller's
/// word, and the ledger says so.
/// </summary>
internal sealed class AgentApprovals(Approvals approvals)
{
    public async Task<Result<AgentOutcome?>> Ask(
        AgentCall call,
        AgentHeaders headers,
        JsonObject arguments,
        CancellationToken cancellation
    )
    {
        var text = Canonical(arguments);
        var answer = await approvals.Ask(
            new(
                call.Tool.Id,
                call.Tool.Needs,
                Convert.ToHexStringLower(
                    SHA256.HashData(Encoding.UTF8.GetBytes($"{call.Tool.Id}\n{text}"))
                ),
                text,
                1,
                0,
                headers.ApprovalId,
                ClientName: headers.Agent
            ),
            cancellation
        );
        call.ApprovalId = answer.Id;
        switch (answer.State)
        {
            case ApprovalState.Granted:
                call.Approval = AgentCall.Approved;
                return (AgentOutcome?)null;
            case ApprovalState.Pending:
                return Waiting(
                    call,
                    AgentHeaders.RealApproval,
                    $"{answer.Problem!.Message} {answer.Problem.Hint}.",
                    answer
                );
            case ApprovalState.Refused:
                call.Approval = AgentCall.Rejected;
                return answer.Problem!;
            case ApprovalState.NotNeeded when headers.SaysReviewed:
                call.Approval = AgentCall.Approved;
                call.Attested = true;
                return (AgentOutcome?)null;
            default:
                return Waiting(
                    call,
                    AgentHeaders.Approval,
                    $"Have a person review this call, then repeat it with the header {AgentHeaders.Approval}: {AgentHeaders.Reviewed}. Nothing was done."
                );
        }
    }

    /// <summary>Puts down what became of a call that an approval let through.</summary>
    public async Task Finish(AgentCall call, bool done)
    {
        if (call is { Approval: AgentCall.Approved, Attested: false, ApprovalId: { } id })
            await approvals.Finish(id, done);
    }

    private static AgentOutcome Waiting(
        AgentCall call,
        string header,
        string next,
        ApprovalAnswer? pending = null
    ) =>
        new(
            new JsonObject
            {
                ["approval_required"] = true,
                ["approval_status"] = AgentCall.Required,
                ["tool"] = call.Tool.Id,
                ["required_header"] = header,
                ["next_action"] = next,
                ["approval_id"] = pending?.Id,
                ["url"] = pending?.Url,
                ["expires_at"] = pending?.ExpiresAt is { } end ? Times.Format(end) : null,
            },
            Waits: true
        );

    // Members in the order of their names, so that the same call is the same text.
    private static string Canonical(JsonObject arguments) =>
        Sorted(arguments)!.ToJsonString(VidimusJson.Native);

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(m => m.Key, StringComparer.Ordinal)
                    .Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Sorted)]),
            _ => node?.DeepClone(),
        };
}
