using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Agents;

/// <summary>A call of a tool of assistants over REST.</summary>
/// <param name="Id">Its id, <c>agc_…</c>.</param>
/// <param name="At">When.</param>
/// <param name="Tool">The tool.</param>
/// <param name="ActorType"><c>agent</c>, <c>api_client</c> or <c>human</c>.</param>
/// <param name="ActorName">What the assistant called itself; nobody has checked it.</param>
/// <param name="AuthorKind"><c>key</c> or <c>member</c>.</param>
/// <param name="AuthorId">Which.</param>
/// <param name="ClientId">The program that acted for the member; null for none.</param>
/// <param name="RequestId">Id of the request.</param>
/// <param name="ApprovalStatus"><c>not_required</c>, <c>required</c>, <c>approved</c> or <c>rejected</c>.</param>
/// <param name="ApprovedBy">How it was approved: <c>approval</c> of a member, or <c>attested by the caller</c>, whose word it is; null where it was not.</param>
/// <param name="ApprovalId">The approval it waits for or was let through with.</param>
/// <param name="Outcome"><c>done</c>, <c>waiting</c>, <c>refused</c> or <c>failed</c>.</param>
/// <param name="Code">The code of a refusal.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record AgentToolCall(
    string Id,
    DateTimeOffset At,
    string Tool,
    string ActorType,
    string? ActorName,
    string AuthorKind,
    string AuthorId,
    string? ClientId,
    string RequestId,
    string ApprovalStatus,
    string? ApprovedBy,
    string? ApprovalId,
    string Outcome,
    string? Code,
    long Milliseconds
)
{
    internal static AgentToolCall Of(AgentCallRow row) =>
        new(
            row.Id,
            row.At,
            row.Tool,
            row.ActorType,
            row.ActorName,
            row.AuthorKind,
            row.AuthorId,
            row.ClientId,
            row.RequestId,
            row.ApprovalStatus,
            row.ApprovalStatus != AgentCall.Approved ? null
                : row.Attested ? "attested by the caller"
                : "approval",
            row.ApprovalId,
            row.Outcome,
            row.Code,
            row.Milliseconds
        );
}

/// <summary>Lists the calls of tools in the caller's mode, newest first.</summary>
internal sealed class ListAgentCalls(VidimusDb db, CurrentCaller caller, Cursors cursors)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/agent-calls",
                (
                    HttpContext http,
                    ListAgentCalls list,
                    string? tool,
                    string? requestId,
                    string? cursor,
                    string? limit
                ) =>
                    http.Once(
                        200,
                        () => list.Run(tool, requestId, cursor, limit, http.RequestAborted)
                    )
            )
            .Needs(Scopes.AuditRead)
            .Produces<Page<AgentToolCall>>()
            .WithTags("Audit")
            .WithSummary("List calls of the tools of assistants, newest first")
            .WithName("listAgentCalls");

    private async Task<Result<Page<AgentToolCall>>> Run(
        string? tool,
        string? requestId,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields()
            .OneOf("tool", tool, [.. AgentTools.All.Select(t => t.Id)])
            .Text("requestId", requestId, 100);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope =
            $"agent-calls|{caller.Value.OrganizationId}|{caller.Value.Mode}|{tool}|{requestId}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        IQueryable<AgentCallRow> calls = db.Set<AgentCallRow>().AsNoTracking();
        if (tool is not null)
            calls = calls.Where(c => c.Tool == tool);
        if (requestId is not null)
            calls = calls.Where(c => c.RequestId == requestId);
        if (after.Length > 0)
            calls = calls.Where(c => string.Compare(c.Id, after) < 0);
        var rows = await calls
            .OrderByDescending(c => c.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(size, AgentToolCall.Of, c => cursors.Make(scope, c.Id));
    }
}
