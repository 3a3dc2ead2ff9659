using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Agents;

/// <summary>Writes calls of tools down. A call is answered after it is in the ledger, and what was asked is not.</summary>
internal sealed class AgentLedger(
    Commits commits,
    CurrentAuthor author,
    CurrentCaller caller,
    TimeProvider clock
)
{
    public const string Done = "done";
    public const string Waiting = "waiting";
    public const string Refused = "refused";
    public const string Failed = "failed";

    public async Task Keep(
        HttpContext http,
        AgentCall call,
        string outcome,
        string? code,
        long since
    )
    {
        var by = author.Value!;
        var row = new AgentCallRow
        {
            OrganizationId = by.OrganizationId,
            Mode = caller.Value.Mode,
            Id = NewId.Create("agc", clock),
            At = clock.GetUtcNow(),
            Tool = call.Tool.Id,
            ActorType = call.ActorType,
            ActorName = call.Agent,
            AuthorKind = by.ActorKind,
            AuthorId = by.ActorId,
            ClientId = caller.Value.ClientId,
            RequestId = http.RequestId(),
            ApprovalStatus = call.Approval,
            Attested = call.Attested,
            ApprovalId = call.ApprovalId,
            Outcome = outcome,
            Code = code,
            Milliseconds = (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds,
        };
        // Not with the caller's own patience, and whatever became of its key meanwhile: the call happened.
        await commits.Commit<bool>(
            by,
            unit =>
            {
                unit.Db.Add(row);
                unit.State(
                    new SimpleFact(
                        "agent.tool-called",
                        row.Id,
                        ("tool", row.Tool),
                        ("outcome", row.Outcome),
                        ("code", row.Code),
                        ("approval", row.ApprovalStatus),
                        ("attested", row.Attested ? "true" : "false"),
                        ("approvalId", row.ApprovalId)
                    )
                );
                return Task.FromResult<Result<bool>>(true);
            },
            CancellationToken.None
        );
    }
}
