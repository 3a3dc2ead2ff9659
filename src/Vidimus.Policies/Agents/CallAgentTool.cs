using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Access.Usage;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;

namespace Vidimus.Policies.Agents;

/// <summary>
/// Carries a tool out: what is sent is looked at before anything of it is kept anywhere, the scope and the approval come next,
/// and whatever comes of it is in the ledger before it is answered.
/// </summary>
internal sealed class CallAgentTool(
    AgentRunner runner,
    AgentApprovals approvals,
    AgentLedger ledger,
    CurrentCaller caller,
    CurrentAuthor author,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/agent/tools/{tool}",
                (HttpContext http, CallAgentTool call, string tool) => call.Run(http, tool)
            )
            .Needs(Scopes.AnyScope)
            .Weighs(2)
            .Repeatable(
                "the tools read, or acknowledge a change, which is done once however often it is asked"
            )
            .Accepts<JsonObject>("application/json")
            .Produces<VerityAgentAnswer>()
            .Produces<VerityAgentAnswer>(202)
            .WithTags("Verity")
            .WithSummary("Call a tool of assistants (Verity form)")
            .WithName("verityCallAgentTool");

    private async Task<IResult> Run(HttpContext http, string id)
    {
        if (AgentTools.Find(id) is not { } tool)
            return new Refusal(
                PlatformProblems.NotFound.With(
                    "There is no such tool.",
                    hint: "GET /api/v1/agent/tools lists those that there are"
                )
            );
        var since = Stopwatch.GetTimestamp();
        var call = new AgentCall(tool, caller.Value);
        author.Value = author.Value! with { Tool = tool.Id };
        Result<AgentOutcome> result;
        try
        {
            result = await Judge(http, call);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await ledger.Keep(http, call, AgentLedger.Failed, null, since);
            throw;
        }
        var code = result.Problem?.Type.Code;
        http.Features.Set(new ToolCall(tool.Id, code is null ? null : AgentLedger.Refused));
        await ledger.Keep(
            http,
            call,
            code is not null ? AgentLedger.Refused
                : result.Value!.Waits ? AgentLedger.Waiting
                : AgentLedger.Done,
            code,
            since
        );
        return result.Problem is { } refused
            ? new Refusal(refused)
            : Written.Json(
                result.Value!.Waits ? 202 : 200,
                new VerityAgentAnswer(true, result.Value.Data, Meta(http, call)),
                VidimusJson.Snake
            );
    }

    private async Task<Result<AgentOutcome>> Judge(HttpContext http, AgentCall call)
    {
        var headers = AgentHeaders.Read(http.Request.Headers);
        if (headers.Problem is { } unclear)
            return unclear;
        call.Agent = headers.Value!.Agent;
        if (!caller.Value.May(call.Tool.Scope))
            return Lacks(call.Tool);
        var body = await ReadBody(http);
        if (body.Problem is { } unread)
            return unread;
        var arguments = body.Value!;
        // Before any other refusal, which might say what it is about, and before a rule that would keep it for who decides.
        if (HoldsPatient(arguments))
            return PoliciesProblems.PatientIdentifiers;
        var fields = new Fields();
        call.Tool.Check(fields, arguments);
        if (fields.Problem is { } unknown)
            return unknown;
        if (call.Tool.Writes)
        {
            // What is wrong with the call is said before a person is asked about it.
            if (runner.Refusal(call.Tool, arguments) is { } wrong)
                return wrong;
            var asked = await approvals.Ask(call, headers.Value, arguments, http.RequestAborted);
            if (asked.Problem is { } refused)
                return refused;
            if (asked.Value is { Waits: true } waits)
                return waits;
        }
        var done = await runner.Run(call.Tool, arguments, http.RequestAborted);
        await approvals.Finish(call, done.Ok);
        return done;
    }

    private static async Task<Result<JsonObject>> ReadBody(HttpContext http)
    {
        var bytes = await http.ReadBytes();
        if (bytes.Problem is { } refused)
            return refused;
        if (bytes.Value!.Length == 0)
            return new JsonObject();
        // Before the tree is made, which stumbles over a name that stands there twice.
        if (
            Unclear(() => JsonDocument.Parse(bytes.Value, VidimusJson.Document).Dispose()) is
            { } broken
        )
            return broken;
        var body = await http.ReadJson<JsonNode>(VidimusJson.Snake);
        if (body.Problem is { } unread)
            return unread;
        if (body.Value is not JsonObject arguments)
            return PlatformProblems.MalformedJson.With(
                "The request body must be a JSON object with the tool's input."
            );
        // Texts that are none are found when they are read.
        return Unclear(() => HoldsPatient(arguments)) is { } unreadable ? unreadable : arguments;
    }

    private static Problem? Unclear(Action look)
    {
        try
        {
            look();
            return null;
        }
        catch (JsonException)
        {
            return PlatformProblems.MalformedJson.With(
                "The request body is not valid JSON, or has a member twice; each may stand there once."
            );
        }
        catch (InvalidOperationException)
        {
            return PlatformProblems.MalformedJson.With(
                "The request body holds text that is not valid Unicode."
            );
        }
    }

    // Names of members too: whoever sends a patient's name as one is told no more of it.
    private static bool HoldsPatient(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.Any(m =>
                PatientText.Holds(m.Key) || HoldsPatient(m.Value)
            ),
            JsonArray items => items.Any(HoldsPatient),
            JsonValue value when value.TryGetValue<string>(out var text) => PatientText.Holds(text),
            _ => false,
        };

    private static Problem Lacks(AgentTool tool) =>
        AccessProblems.ScopeInsufficient.With(
            $"This key may not use {tool.Id}: it lacks the scope {tool.Scope}."
        ) with
        {
            RequiredScopes = [tool.Scope],
        };

    private VerityAgentMeta Meta(HttpContext http, AgentCall call) =>
        new(
            http.RequestId(),
            clock.GetUtcNow(),
            call.Tool.Id,
            call.ActorType,
            call.Agent,
            call.Approval
        );
}

/// <summary>What came of a call that was not refused.</summary>
/// <param name="Data">The answer.</param>
/// <param name="Waits">True where nothing was done: a person has to review it first.</param>
internal sealed record AgentOutcome(JsonObject Data, bool Waits = false);
