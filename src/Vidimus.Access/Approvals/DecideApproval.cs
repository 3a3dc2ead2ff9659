using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>A decision about a call.</summary>
/// <param name="Reason">At most 500 characters; the assistant is told it, and it is erased with the arguments.</param>
public sealed record DecideApprovalRequest(string? Reason)
{
    /// <summary>Without a reason.</summary>
    public DecideApprovalRequest()
        : this((string?)null) { }
}

/// <summary>
/// Approves or rejects a call. Only a member does so, through a session that the member signed in to: whatever an assistant
/// holds — a key, a client token, an OAuth token — has no session and is refused whatever its scopes.
/// </summary>
internal sealed class DecideApproval(
    Writes writes,
    CurrentCaller caller,
    ShownApprovals shown,
    StandingDemands demands,
    DatabaseClock time
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MapOne(routes, "approve", "Approve a call of an assistant");
        MapOne(routes, "reject", "Reject a call of an assistant");
    }

    private static void MapOne(IEndpointRouteBuilder routes, string verb, string summary) =>
        routes
            .MapPost(
                "/v1/approvals/{id}/" + verb,
                (HttpContext http, DecideApproval decide, string id) =>
                    http.TakeOptional<DecideApprovalRequest, Approval>(
                        200,
                        r => decide.Run(id, verb == "approve", r.Reason, http.RequestAborted)
                    )
            )
            .Needs(Scopes.ApprovalsDecide)
            .NotAsked()
            .Accepts<DecideApprovalRequest>(isOptional: true, "application/json")
            .Produces<Approval>()
            .WithTags("Approvals")
            .WithSummary(summary)
            .WithName(verb + "Approval");

    public async Task<Result<Approval>> Run(
        string id,
        bool approve,
        string? reason,
        CancellationToken cancellation
    )
    {
        if (caller.Value is not { SessionId: not null, MemberId: { } member })
            return ApprovalProblems.PersonRequired;
        if (new Fields().Text("reason", reason, 500, multiline: true).Problem is { } wrong)
            return wrong;
        return await writes.Commit<Approval>(
            async unit =>
            {
                if (await unit.Db.Approvals.SingleOrDefaultAsync(a => a.Id == id) is not { } row)
                    return PlatformProblems.NotFound;
                var now = await time.Now(unit.Db, CancellationToken.None);
                if (await Refusal(unit.Db, row, approve, member, now) is { } refused)
                    return refused;
                Decide(unit, row, approve, reason, member, now);
                return shown.Show(row, now, arguments: false);
            },
            cancellation
        );
    }

    private async Task<Problem?> Refusal(
        VidimusDb db,
        ApprovalRow row,
        bool approve,
        string member,
        DateTimeOffset now
    )
    {
        if (row.StateAt(now) == ApprovalStates.Expired)
            return new(
                row.EndedBy == ApprovalEnds.RuleChanged
                    ? ApprovalProblems.Void
                    : ApprovalProblems.Expired
            );
        // An approval that was not used yet can be taken back.
        if (
            row.State != ApprovalStates.Pending
            && (approve || row.State != ApprovalStates.Approved)
        )
            return new(ApprovalProblems.Decided);
        if (!approve)
            return null;
        if (row.FourEyes && await ApprovalCaller.PersonBehind(db, row) == member)
            return new(ApprovalProblems.OtherPersonRequired);
        // A rule that was changed while the call was being asked for did not end it.
        var rules = await db.ApprovalRules.AsNoTracking().ToListAsync();
        var others = row
            .Rules.Split(' ')
            .Except(rules.Where(r => r.Enabled).Select(r => r.Mark))
            .ToArray();
        var standing = await demands.Of(db, others);
        return others.All(standing.Contains) ? null : new(ApprovalProblems.Void);
    }

    private static void Decide(
        Unit unit,
        ApprovalRow row,
        bool approve,
        string? reason,
        string member,
        DateTimeOffset now
    )
    {
        row.State = approve ? ApprovalStates.Approved : ApprovalStates.Rejected;
        row.DecidedAt = now;
        row.DecidedBy = member;
        row.Reason = reason;
        row.EraseAt = now + ApprovalDesk.KeptAfterDecision;
        row.Version++;
        (string, string?)[] members = [.. ApprovalFacts.Of(row), ("decidedBy", member)];
        unit.State(
            approve
                ? new SimpleFact("approval.granted", row.Id, members)
                : new SimpleFact("approval.refused", row.Id, members)
        );
    }
}
