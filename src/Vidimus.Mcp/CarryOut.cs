using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Access.Spending;
using Vidimus.Access.Usage;
using Vidimus.Client;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Tools;
using Vidimus.Tools.Answers;

namespace Vidimus.Mcp;

/// <summary>
/// Carries out a call that was found to be right: in the caller's name, and after a person's approval where a rule asks for it
/// or an operation demands it.
/// </summary>
internal sealed class CarryOut(OwnApi own)
{
    // No answer came, or none that says what was done.
    private static readonly HashSet<string> _lost =
    [
        ErrorCodes.Timeout,
        ErrorCodes.Network,
        ErrorCodes.UnexpectedAnswer,
        PlatformProblems.Internal.Code,
    ];

    public async ValueTask<ToolAnswer> Out(
        CallBegun call,
        Tool tool,
        ToolCallAsked asked,
        CancellationToken cancellation
    )
    {
        // Whatever the call leads to says through which tool.
        call.Http.Features.Set(new ToolCall(tool.Name));
        var author = call.Http.RequestServices.GetRequiredService<CurrentAuthor>();
        author.Value = author.Value! with { Tool = tool.Name };
        if (tool.Effect is ToolEffect.Read)
            return await Run(call, tool, asked, cancellation);
        var approvals = call.Http.RequestServices.GetRequiredService<Approvals>();
        var asking = await Asking(approvals, call, tool, asked, cancellation);
        var approval = await approvals.Ask(asking, cancellation);
        call.ApprovalId = approval.Id;
        if (approval.OnlyAnswers)
            call.Http.Features.Set(new AnswersOnly());
        if (approval.State is not (ApprovalState.NotNeeded or ApprovalState.Granted))
            return NotLet(call, tool, approval);
        var demands = new CallDemands(approval);
        call.Http.Features.Set(demands);
        // What ends in an exception, such as that the caller went away, may have happened: the approval stays used.
        var answer = await Run(call, tool, asked, cancellation);
        if (approval.State is ApprovalState.Granted && answer.Outcome is not ToolOutcome.Unknown)
            await approvals.Finish(approval.Id!, executed: answer.Outcome is ToolOutcome.Done);
        if (!demands.CanAsk || answer.Outcome is ToolOutcome.Done)
            return answer;
        var also = await approvals.Ask(asking, demands, cancellation);
        call.ApprovalId = also.Id ?? call.ApprovalId;
        return NotLet(call, tool, also);
    }

    private static ToolAnswer NotLet(CallBegun call, Tool tool, ApprovalAnswer approval) =>
        approval.State is ApprovalState.Pending
            ? Waiting(call, tool, approval)
            : Said(call, approval.Problem!, ToolOutcome.Refused);

    private async ValueTask<ToolAnswer> Run(
        CallBegun call,
        Tool tool,
        ToolCallAsked asked,
        CancellationToken cancellation
    )
    {
        var changes = tool.Effect is not ToolEffect.Read;
        var answer = await own.Run(
            call.Http,
            api =>
            {
                call.Began = changes;
                return tool.Run(
                    new(ToolArguments.OrNone(asked.Arguments), api) { Exchange = asked.Exchange },
                    cancellation
                );
            }
        );
        return
            changes
            && answer is { Outcome: ToolOutcome.Failed, Code: { } code }
            && _lost.Contains(code)
            ? answer with
            {
                Outcome = ToolOutcome.Unknown,
            }
            : answer;
    }

    private static async ValueTask<ApprovalAsk> Asking(
        Approvals approvals,
        CallBegun call,
        Tool tool,
        ToolCallAsked asked,
        CancellationToken cancellation
    ) =>
        new(
            tool.Name,
            tool.Scope,
            ToolArguments.Digest(call.Arguments),
            call.Arguments,
            1,
            await approvals.CostOf(
                tool.Scope,
                tool.Scope == Scopes.CredentialsIssue ? Billable.Issue : null,
                1,
                asked.Arguments,
                cancellation
            ),
            Text(asked.Arguments, "approvalId"),
            Text(asked.Arguments, "idempotencyKey"),
            asked.ClientName
        );

    private static string? Text(JsonElement arguments, string name) =>
        arguments.ValueKind is JsonValueKind.Object
        && arguments.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static ToolAnswer Waiting(CallBegun call, Tool tool, ApprovalAnswer approval)
    {
        var pending = approval is { Id: { } id, Url: { } url, ExpiresAt: { } end }
            ? new PendingApproval(id, url, end)
            : null;
        var problem = approval.Problem!;
        // The API's hint names a header; here it is an argument.
        var hint = pending is null ? problem.Hint : Refusals.Repeat(tool.Name, pending);
        return Said(call, problem, ToolOutcome.Pending, hint) with { Approval = pending };
    }

    private static ToolAnswer Said(
        CallBegun call,
        Problem problem,
        ToolOutcome outcome,
        string? hint = null
    ) =>
        Refusals.Of(
            problem.Type.Code,
            problem.Message,
            hint ?? problem.Hint,
            outcome,
            problem.Errors.Select(e => (e.Field, e.Message)),
            call.Http.RequestId()
        );
}
