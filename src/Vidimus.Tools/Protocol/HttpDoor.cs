using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Tools.Protocol;

/// <summary>
/// Streamable HTTP on one path, for clients of every revision. A request that says 2026-07-28, in header or body, stands for
/// itself; others may belong to a session.
/// </summary>
internal sealed class HttpDoor(McpRuntime runtime, string toolset, bool readOnly)
{
    private const string SessionHeader = "Mcp-Session-Id";
    private readonly WebOrigins _origins = new(runtime.Options);

    public async Task Serve(HttpContext http)
    {
        if (_origins.Wrong(http) is { } foreign)
            await Refuse(http, 403, null, McpCodes.Refused, foreign);
        else if (HttpMethods.IsPost(http.Request.Method))
            await Post(http);
        else
            await SessionDoor.Serve(http, runtime, At(http));
    }

    private McpSession At(HttpContext http) => new(toolset, readOnly, http);

    private async Task Post(HttpContext http)
    {
        var accepts = Accepts.Of(http.Request.Headers.Accept);
        if (!http.Request.HasJsonContentType())
        {
            await Refuse(http, 415, null, McpCodes.InvalidRequest, "Send application/json.");
            return;
        }
        if (!accepts.Json && !accepts.Events)
        {
            await Refuse(
                http,
                406,
                null,
                McpCodes.InvalidRequest,
                "Accept application/json, text/event-stream, or both."
            );
            return;
        }
        if (await Body.Read(http.Request, runtime.Options.LargestMessage) is not { } body)
        {
            // What is still on its way is not read.
            http.Response.Headers.Connection = "close";
            await Refuse(
                http,
                413,
                null,
                McpCodes.InvalidRequest,
                $"A message has at most {runtime.Options.LargestMessage} bytes."
            );
            return;
        }
        using var message = Incoming.Parse(body);
        if (message.Wrong is { } wrong)
            await Refuse(
                http,
                400,
                message.Id,
                message.IsBroken ? McpCodes.Parse : McpCodes.InvalidRequest,
                wrong
            );
        else
            await Take(http, message, new(http, accepts.Json, accepts.Events));
    }

    private async Task Take(HttpContext http, Incoming message, HttpReply reply)
    {
        var (client, wrong) = Era.Of(http.Request.Headers, message);
        if (wrong is { } refused)
        {
            await Record(http, message, null, ToolCodes.Malformed, refused.Message);
            await Refuse(http, 400, message.Id, refused.Code, refused.Message, refused.Details);
            return;
        }
        var sessionId = client!.IsModern ? null : http.Request.Headers[SessionHeader].ToString();
        if (sessionId is { Length: 0 } || message.Method == "initialize")
            sessionId = null;
        var at = At(http);
        if (sessionId is not null)
        {
            client = runtime.Sessions.Open(at, runtime.Parts.Host.CallerOf(at), sessionId);
            if (client is null)
            {
                var name = HeaderAgreement.NameOf(message);
                await Record(http, message, name, ToolCodes.NoSession, "The session is over.");
                await SessionDoor.NoSession(http, message.Id);
                return;
            }
        }
        var asked = new Asked(runtime, at, message, client, reply, sessionId);
        if (message.IsRequest)
            await Request(http, asked);
        else
        {
            await Record(http, message, null, ToolCodes.Malformed, "A call needs an id.");
            Notice(asked);
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            http.Response.ContentLength = 0;
        }
    }

    /// <summary>A call of a tool that is refused before it is one is on record too; other messages are not.</summary>
    private ValueTask Record(
        HttpContext http,
        Incoming message,
        string? name,
        string code,
        string why
    ) =>
        message.Method == "tools/call"
            ? ToolCalls.Record(runtime, At(http), name, code, why, http.RequestAborted)
            : ValueTask.CompletedTask;

    private async Task Request(HttpContext http, Asked asked)
    {
        var name = HeaderAgreement.NameOf(asked.Message);
        if (
            asked.IsModern
            && asked.Message.Method == "tools/call"
            && await WrongParameters(http, asked, name) is { } disagrees
        )
        {
            await Record(http, asked.Message, null, ToolCodes.Malformed, disagrees);
            await Refuse(http, 400, asked.Id, McpCodes.HeaderMismatch, disagrees);
            return;
        }
        if (await asked.Host.Admit(asked.At, asked.Named(name), http.RequestAborted) is { } refusal)
        {
            if (refusal.Challenge is { } challenge)
                http.Response.Headers.WWWAuthenticate = challenge;
            await Refuse(
                http,
                refusal.Status,
                asked.Id,
                McpCodes.Refused,
                refusal.Message,
                Messages.Piece(
                    refusal.Code,
                    static (json, code) => json.WriteString("code"u8, code)
                )
            );
            return;
        }
        await Answer(http, asked);
    }

    private async Task Answer(HttpContext http, Asked asked)
    {
        try
        {
            var (message, status) = await Dispatch.Answer(asked, http.RequestAborted);
            if (asked.Message.Method == "initialize" && status == 200)
                Begin(http, asked);
            await asked.Reply.Finish(message, status, http.RequestAborted);
        }
        catch (Exception e) when (asked.Reply.HasBegun && e is not OperationCanceledException)
        {
            // The status is gone already; the client must not wait for an answer that never comes.
            await asked.Reply.Finish(
                Messages.Error(asked.Id, McpCodes.Internal, "The call failed; try again later."),
                200,
                http.RequestAborted
            );
            throw;
        }
    }

    private void Begin(HttpContext http, Asked asked)
    {
        if (asked.Params.Text("protocolVersion") is null)
            return;
        var client = ClientTraits.Of(
            Beginnings.Chosen(asked),
            asked.Params.Object("capabilities"),
            asked.Params.Object("clientInfo")
        );
        http.Response.Headers[SessionHeader] = runtime.Sessions.Begin(
            asked.At,
            asked.Caller,
            client
        );
    }

    private static async ValueTask<string?> WrongParameters(
        HttpContext http,
        Asked asked,
        string? name
    ) =>
        name is not null && await asked.Host.Listed(asked.At, name, http.RequestAborted) is { } tool
            ? HeaderAgreement.Wrong(
                http.Request.Headers,
                tool,
                asked.Params.TryGetProperty("arguments", out var a) ? a : default
            )
            : null;

    private void Notice(Asked asked)
    {
        var message = asked.Message;
        if (message.Method is null)
            runtime.Questions.Answered(asked.SessionId, message);
        else if (
            message.Method == "notifications/cancelled"
            && asked.Params.ValueKind == JsonValueKind.Object
            && asked.Params.TryGetProperty("requestId", out var id)
        )
            runtime.Running.Cancel(asked.SessionId, id);
    }

    public static ValueTask Refuse(
        HttpContext http,
        int status,
        string? id,
        int code,
        string message,
        JsonElement? details = null
    ) =>
        new HttpReply(http, json: true, events: false).Finish(
            Messages.Error(id, code, message, details),
            status,
            http.RequestAborted
        );
}
