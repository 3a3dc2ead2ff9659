using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Access.Usage;
using Vidimus.Client;
using Vidimus.Mcp.Record;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Tools;
using Vidimus.Tools.Answers;

namespace Vidimus.Mcp;

/// <summary>
/// Stands behind the protocol in the server. The gate has let the caller in; here it is decided which tools it sees, what it
/// may call, what is asked of a person first, and what the record says, once for each call however it ends.
/// </summary>
internal sealed partial class ServerToolHost(
    OfferedTools tools,
    IEnumerable<IMcpResources> resources,
    CarryOut carry,
    Recording recording,
    OwnApi own,
    AccessOptions access,
    ILogger<ServerToolHost> log
) : IToolHost
{
    /// <summary>
    /// A client that lacks a scope its member could give is told which to ask for: those it has and the one needed, at once.
    /// One whose member's role does not go so far would ask in vain, and gets a tool's answer.
    /// </summary>
    public async ValueTask<McpRefusal?> Admit(
        McpSession session,
        McpMessage message,
        CancellationToken cancellation
    )
    {
        var http = session.Http!;
        var caller = CallerAt(http);
        if (
            Needed(session, message) is not { } scope
            || caller.ClientId is null
            || caller.May(scope)
            || !MayBecome(caller, scope)
        )
            return null;
        var problem = AccessProblems.ScopeInsufficient.With(
            $"This client was not let do that: it lacks the scope {scope}.",
            hint: "Ask the member for the scopes named in WWW-Authenticate"
        );
        if (message is { Method: "tools/call", Name: { } name })
            await recording.Keep(
                new(
                    session,
                    http,
                    caller,
                    name,
                    tools.Find(session.Toolset, name, session.ReadOnly)?.For(message.Arguments)
                ),
                new(problem.Message, null, ToolOutcome.Refused, problem.Type.Code)
            );
        var resource = http.GetEndpoint()!.Metadata.GetMetadata<ProtectedResource>()!;
        return new(
            403,
            problem.Type.Code,
            problem.Message,
            resource.Challenge(
                access.BaseUrl,
                "insufficient_scope",
                caller.Scopes.Append(scope).Distinct(StringComparer.Ordinal)
            )
        );
    }

    public string CallerOf(McpSession session)
    {
        var caller = CallerAt(session.Http!);
        return caller.GrantId ?? caller.KeyId!;
    }

    public string OwnerOf(McpSession session) => CallerAt(session.Http!).OrganizationId;

    /// <summary>
    /// What a key may call; for a client also what its member could let it call, since a tool that nobody sees is never
    /// called, and so never asked for.
    /// </summary>
    public ValueTask<IReadOnlyList<Tool>> Listed(McpSession session, CancellationToken cancellation)
    {
        var caller = CallerAt(session.Http!);
        return ValueTask.FromResult(
            tools.In(
                session.Toolset,
                session.ReadOnly,
                scope => caller.May(scope) || MayBecome(caller, scope)
            )
        );
    }

    public ValueTask<Tool?> Listed(McpSession session, string name, CancellationToken cancellation)
    {
        var caller = CallerAt(session.Http!);
        return new(
            tools.Find(session.Toolset, name, session.ReadOnly) is { } tool
                ? ToolCatalogue.Seen(
                    tool,
                    session.ReadOnly,
                    scope => caller.May(scope) || MayBecome(caller, scope)
                )
                : null
        );
    }

    public async ValueTask<ToolAnswer> Call(
        McpSession session,
        ToolCallAsked asked,
        CancellationToken cancellation
    )
    {
        var http = session.Http!;
        var caller = CallerAt(http);
        var here = tools.Find(session.Toolset, asked.Name, session.ReadOnly)?.For(asked.Arguments);
        var arguments = ToolArguments.Canonical(asked.Arguments);
        // A name that exists elsewhere is told by the record, and only there.
        var call = new CallBegun(session, http, caller, asked.Name, here ?? tools.Named(asked.Name))
        {
            Arguments = arguments,
            ArgumentsDigest = asked
                is { Refused: not null, Arguments.ValueKind: JsonValueKind.Undefined }
                ? null
                : recording.Digest(caller, arguments),
        };
        try
        {
            var answer = await Answer(call, here, asked, cancellation);
            return await recording.Keep(call, answer);
        }
        catch (McpErrorException)
        {
            await recording.Keep(call, Failed(call, McpProblems.Failed));
            throw;
        }
        catch (OperationCanceledException)
            when (cancellation.IsCancellationRequested
                || http.RequestAborted.IsCancellationRequested
            )
        {
            await recording.Keep(call, Failed(call, McpProblems.Cancelled));
            throw;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogFailed(log, call.Tool?.Name ?? ToolCalled.Unknown, e);
            return await recording.Keep(call, Failed(call, McpProblems.Failed));
        }
    }

    public ValueTask<T> InName<T>(
        McpSession session,
        McpMessage message,
        Func<VidimusClient, ValueTask<T>> work,
        CancellationToken cancellation
    ) => own.Run(session.Http!, work);

    private async ValueTask<ToolAnswer> Answer(
        CallBegun call,
        Tool? here,
        ToolCallAsked asked,
        CancellationToken cancellation
    )
    {
        if (asked.Refused is { } refused)
            return Refusals.Of(refused.Code, refused.Message);
        if (here is null)
            return Said(call, McpProblems.Unknown.With());
        if (!call.Caller.May(here.Scope))
            return Said(
                call,
                AccessProblems.ScopeInsufficient.With(
                    call.Caller.KeyId is not null
                            ? $"This key may not call {here.Name}: it lacks the scope {here.Scope}."
                        : MayBecome(call.Caller, here.Scope)
                            ? $"This client was not let call {here.Name}: it lacks the scope {here.Scope}."
                        : $"The member's role in this organization does not allow {here.Name}: it lacks the scope {here.Scope}.",
                    hint: "Use another tool, or have somebody with that right do it"
                )
            );
        if (tools.Wrong(here, asked.Arguments) is { } wrong)
            return wrong;
        return await carry.Out(call, here, asked, cancellation);
    }

    private string? Needed(McpSession session, McpMessage message) =>
        message switch
        {
            { Method: "tools/call", Name: { } name } => tools
                .Find(session.Toolset, name, session.ReadOnly)
                ?.For(message.Arguments)
                .Scope,
            { Method: "resources/read", Name: { } uri } => resources
                .Select(r => r.ScopeOf(session.Toolset, uri))
                .FirstOrDefault(s => s is not null),
            _ => null,
        };

    private static bool MayBecome(Caller caller, string scope) =>
        caller.RoleScopes is { } role && Scopes.Satisfies(role, scope);

    private static Caller CallerAt(HttpContext http) =>
        http.RequestServices.GetRequiredService<CurrentCaller>().Value;

    private static ToolAnswer Failed(CallBegun call, ProblemType type) =>
        Said(call, type.With()) with
        {
            // What was begun before it broke off may have been carried out.
            Outcome = call.Began ? ToolOutcome.Unknown : ToolOutcome.Failed,
        };

    private static ToolAnswer Said(CallBegun call, Problem problem) =>
        Refusals.Of(
            problem.Type.Code,
            problem.Message,
            problem.Hint,
            ToolOutcome.Refused,
            null,
            call.Http.RequestId()
        );

    [LoggerMessage(6003, LogLevel.Error, "The tool {Tool} failed.")]
    private static partial void LogFailed(ILogger logger, string tool, Exception exception);
}

/// <summary>A call that began.</summary>
/// <param name="Session">Where it came in.</param>
/// <param name="Http">Its request.</param>
/// <param name="Caller">Who calls.</param>
/// <param name="Name">The name asked for.</param>
/// <param name="Tool">The tool of that name, here or elsewhere; null when it is no tool's.</param>
internal sealed record CallBegun(
    McpSession Session,
    HttpContext Http,
    Caller Caller,
    string Name,
    Tool? Tool
)
{
    public long Since { get; } = Stopwatch.GetTimestamp();

    /// <summary>The arguments in their canonical form.</summary>
    public string Arguments { get; init; } = "{}";

    /// <summary>As the record tells it.</summary>
    public string? ArgumentsDigest { get; init; }

    /// <summary>Whether something that changes something was begun in its name.</summary>
    public bool Began { get; set; }

    /// <summary>The approval it waits for or was let through with.</summary>
    public string? ApprovalId { get; set; }
}
