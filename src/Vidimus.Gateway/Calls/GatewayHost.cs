using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vidimus.Client;
using Vidimus.Tools;
using Vidimus.Tools.Answers;

namespace Vidimus.Gateway;

/// <summary>
/// Carries out tools over the API: who calls, what it may call, how often, with which arguments, for how long; and every
/// call, however it ends, is told once to log, metrics and record.
/// </summary>
internal sealed class GatewayHost(GatewayParts parts) : IToolHost
{
    public string CallerOf(McpSession session) => Who(session.Http).Name;

    /// <summary>Who may come in at all was asked before the protocol; what each may call is answered by the call.</summary>
    public ValueTask<McpRefusal?> Admit(
        McpSession session,
        McpMessage message,
        CancellationToken cancellation
    ) => ValueTask.FromResult<McpRefusal?>(null);

    public ValueTask<IReadOnlyList<Tool>> Listed(
        McpSession session,
        CancellationToken cancellation
    ) => parts.Tools.For(Who(session.Http), session, cancellation);

    public async ValueTask<ToolAnswer> Call(
        McpSession session,
        ToolCallAsked asked,
        CancellationToken cancellation
    )
    {
        var call = parts.Recorder.Begin(
            Who(session.Http),
            "tools/call",
            asked.Name,
            asked.Arguments,
            asked.ClientName
        );
        ToolAnswer answer;
        try
        {
            answer = await Answer(session, asked, call, cancellation);
        }
        catch (Exception e) when (e is McpErrorException or OperationCanceledException)
        {
            var code = e is McpErrorException ? "PROTOCOL_ERROR" : "CANCELLED";
            // Where its caller went away while it ran, the API may have carried it out.
            var outcome =
                e is OperationCanceledException && call.Tool is { Effect: not ToolEffect.Read }
                    ? ToolOutcome.Unknown
                    : ToolOutcome.Failed;
            parts.Recorder.End(call, outcome, code);
            throw;
        }
        catch (Exception e)
        {
            GatewayLog.Broke(parts.Logger, e, call.Name);
            answer = Refusals.Of(
                "INTERNAL_ERROR",
                "The gateway failed in a way it should not.",
                "Tell its operator the time of this call.",
                ToolOutcome.Failed
            );
        }
        return parts.Recorder.End(call, answer.Outcome, answer.Code) ? answer : Unrecorded(call);
    }

    /// <summary>What the record does not tell the end of is not told to the caller either.</summary>
    private static ToolAnswer Unrecorded(RecordedCall call) =>
        call.HasBegun
            ? Refusals.Of(
                "OUTCOME_UNKNOWN",
                $"{call.Name} was begun, and the gateway could not write down how it ended. It may have been carried out.",
                "Look before calling anew, or repeat it with the same idempotencyKey; tell the gateway's operator.",
                ToolOutcome.Failed
            )
            : Refusals.Of(
                "AUDIT_UNAVAILABLE",
                "The gateway cannot write its record, and carries nothing out that leaves none.",
                "Tell the gateway's operator; call again once it is mended.",
                ToolOutcome.Failed
            );

    public async ValueTask<T> InName<T>(
        McpSession session,
        McpMessage message,
        Func<VidimusClient, ValueTask<T>> work,
        CancellationToken cancellation
    )
    {
        var caller = Who(session.Http);
        var call = parts.Recorder.Begin(caller, message.Method, message.Method, default, null);
        var (outcome, code) = (ToolOutcome.Failed, (string?)"CANCELLED");
        bool? recorded = null;
        try
        {
            parts.LookForToken();
            if (await Refusal(caller, session, message, cancellation) is { } refusal)
            {
                (outcome, code) = (ToolOutcome.Refused, refusal.Code);
                throw new McpErrorException(-32602, refusal.Message);
            }
            var result = await work(parts.Api.For(call.Trace));
            (outcome, code) = (ToolOutcome.Done, null);
            recorded = parts.Recorder.End(call, outcome, code);
            if (recorded is true)
                return result;
            throw new McpErrorException(-32603, "The gateway cannot write its record.");
        }
        catch (VidimusException failure)
        {
            code = failure.Code;
            throw;
        }
        finally
        {
            if (recorded is null)
                parts.Recorder.End(call, outcome, code);
        }
    }

    private async ValueTask<ToolAnswer> Answer(
        McpSession session,
        ToolCallAsked asked,
        RecordedCall call,
        CancellationToken cancellation
    )
    {
        parts.LookForToken();
        // Found before anything is refused, so that the record of a refused write is as durable as that of another.
        var tools = await parts.Tools.For(call.Caller, session, cancellation);
        call.Tool = tools.FirstOrDefault(t => t.Name == asked.Name)?.For(asked.Arguments);
        if (asked.Refused is { } refused)
            return Refusals.Of(refused.Code, refused.Message);
        if (TooOften(call.Caller) is { } tooOften)
            return tooOften;
        if (call.Tool is not { } tool)
            return Refusals.Of(
                ToolCodes.Unknown,
                $"There is no tool named {call.Name} here, or this caller may not call it.",
                "Call one of the listed tools."
            );
        if (!parts.Recorder.Works)
            return Unrecorded(call);
        var arguments = ToolArguments.OrNone(asked.Arguments);
        if (ToolArguments.Refusal(tool, arguments) is { } wrong)
            return wrong;
        if (tool.Effect is not ToolEffect.Read && !parts.Recorder.Begun(call))
            return Unrecorded(call);
        return parts.Cache.Keeps(tool)
            ? await Cached(tool, arguments, asked, call, cancellation)
            : await Run(tool, arguments, asked, call, cancellation);
    }

    private async ValueTask<ToolAnswer> Cached(
        Tool tool,
        JsonElement arguments,
        ToolCallAsked asked,
        RecordedCall call,
        CancellationToken cancellation
    )
    {
        var text = ToolArguments.Canonical(arguments);
        var found = parts.Cache.Find(tool, call.Caller, text);
        parts.Metrics.Cached(found is not null);
        call.Cached = found is not null;
        if (found is not null)
            return found;
        var since = parts.Cache.Writes;
        var answer = await Run(tool, arguments, asked, call, cancellation);
        parts.Cache.Keep(tool, call.Caller, text, answer, since);
        return answer;
    }

    private async ValueTask<ToolAnswer> Run(
        Tool tool,
        JsonElement arguments,
        ToolCallAsked asked,
        RecordedCall call,
        CancellationToken cancellation
    )
    {
        call.Trace.Limit(parts.Settings.CallTimeout, parts.Clock);
        using var limit = new CancellationTokenSource(parts.Settings.CallTimeout, parts.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            var run = new ToolRun(
                CallerKeys.Own(arguments, call.Caller, tool),
                parts.Api.For(call.Trace)
            )
            {
                Exchange = asked.Exchange,
            };
            if (parts.Settings.Api is GatewayApi.Vidimus)
                return Pending(await tool.Run(run, both.Token), call.Trace);
            VerixWrites.Send.Value =
                arguments.TryGetProperty("send", out var send)
                && send.ValueKind is JsonValueKind.True;
            return VerixAnswers.Honest(await tool.Run(run, both.Token));
        }
        catch (OperationCanceledException)
            when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            parts.Metrics.TimedOut();
            return Refusals.Of(
                ErrorCodes.Timeout,
                $"{tool.Name} was not finished within {parts.Settings.CallTimeout.TotalSeconds} seconds.",
                tool.Effect is ToolEffect.Read
                    ? "Call again later."
                    : "It may have been carried out. Call again with the same idempotencyKey, or look before calling anew.",
                ToolOutcome.Failed
            );
        }
        finally
        {
            if (tool.Effect is not ToolEffect.Read)
                parts.Cache.Written();
        }
    }

    /// <summary>What the server holds back until a person has decided is a pending answer with the way to the decision.</summary>
    private static ToolAnswer Pending(ToolAnswer answer, ToolTrace trace) =>
        trace.Approval is { Url: { } page, ExpiresAt: { } end } asked
        && answer.Code == ErrorCodes.ApprovalRequired
            ? answer with
            {
                Outcome = ToolOutcome.Pending,
                Approval = new PendingApproval(asked.Id, page, end),
            }
            : answer;

    private ToolAnswer? TooOften(CallerEntry caller)
    {
        if (parts.Limits.Take(caller) is not { } wait)
            return null;
        parts.Metrics.RateLimited();
        return Refusals.Of(
            "GATEWAY_RATE_LIMITED",
            $"{caller.Name} may call {caller.CallsPerMinute} times a minute here.",
            $"Wait at least {Math.Ceiling(wait.TotalSeconds)} seconds."
        );
    }

    /// <summary>
    /// Resources and prompts show what tools show: a caller with some tools only reads what a reading tool of its own would, and
    /// what cannot be told needs all of those.
    /// </summary>
    private async ValueTask<ToolRefusal?> Refusal(
        CallerEntry caller,
        McpSession session,
        McpMessage message,
        CancellationToken cancellation
    )
    {
        if (parts.Limits.Take(caller) is not null)
        {
            parts.Metrics.RateLimited();
            return new(
                "GATEWAY_RATE_LIMITED",
                $"{caller.Name} may call {caller.CallsPerMinute} times a minute here."
            );
        }
        if (!parts.Recorder.Works)
            return new("AUDIT_UNAVAILABLE", "The gateway cannot write its record.");
        if (caller.Tools is null && parts.Settings.Tools is null)
            return null;
        var reads = parts
            .Tools.Catalogue.In(session.Toolset, readOnly: true)
            .Select(t => t.Name)
            .ToArray();
        var mine = (await parts.Tools.For(caller, session, cancellation))
            .Select(t => t.Reading)
            .OfType<Tool>()
            .ToArray();
        var scope = message.Name is { } uri
            ? parts
                .Resources.Select(r => r.ScopeOf(session.Toolset, uri))
                .FirstOrDefault(s => s is not null)
            : null;
        var allowed = scope is null
            ? reads.All(n => mine.Any(t => t.Name == n))
            : mine.Any(t => t.Scope == scope);
        return allowed
            ? null
            : new(
                "NOT_ALLOWED",
                $"{caller.Name} may not do this here; its tools do not show it either."
            );
    }

    private static CallerEntry Who(HttpContext? http) =>
        http?.Features.Get<CallerEntry>() ?? CallerEntry.Local;
}
