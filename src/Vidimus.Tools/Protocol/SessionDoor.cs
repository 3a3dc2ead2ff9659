using Microsoft.AspNetCore.Http;

namespace Vidimus.Tools.Protocol;

/// <summary>
/// GET and DELETE, which only sessions know: a stream for what the server tells by itself, and the end. Events have no ids,
/// so a broken stream begins anew: all that is told is that something changed.
/// </summary>
internal static class SessionDoor
{
    private const string SessionHeader = "Mcp-Session-Id";

    public static async Task Serve(HttpContext http, McpRuntime runtime, McpSession at)
    {
        var id = http.Request.Headers[SessionHeader].ToString();
        if (
            http.Request.Headers["MCP-Protocol-Version"].ToString() == Revisions.Modern
            || id.Length == 0
        )
        {
            http.Response.Headers.Allow = "POST";
            await HttpDoor.Refuse(
                http,
                405,
                null,
                McpCodes.InvalidRequest,
                "Without a session there is only POST here."
            );
            return;
        }
        var caller = runtime.Parts.Host.CallerOf(at);
        if (runtime.Sessions.Open(at, caller, id) is null)
            await NoSession(http, null);
        else if (HttpMethods.IsDelete(http.Request.Method))
        {
            runtime.Sessions.End(id);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
            await Listen(http, runtime, at, id);
    }

    public static ValueTask NoSession(HttpContext http, string? id) =>
        HttpDoor.Refuse(
            http,
            404,
            id,
            McpCodes.NoSession,
            "The session is over or was never yours: begin another with initialize."
        );

    private static async Task Listen(HttpContext http, McpRuntime runtime, McpSession at, string id)
    {
        if (!Accepts.Of(http.Request.Headers.Accept).Events)
        {
            await HttpDoor.Refuse(
                http,
                406,
                null,
                McpCodes.InvalidRequest,
                "Accept text/event-stream."
            );
            return;
        }
        var owner = runtime.Parts.Host.OwnerOf(at);
        if (!runtime.EnterStream(owner))
        {
            http.Response.Headers.RetryAfter = "60";
            await HttpDoor.Refuse(
                http,
                503,
                null,
                McpCodes.Refused,
                "Too many streams are open. Close one, or try again later."
            );
            return;
        }
        var live = runtime.Sessions.Remember(id);
        var stream = new HeldStream(
            at.Toolset,
            null,
            (change, uri) =>
                change != Change.Resource || (uri is not null && live.IsSubscribed(uri))
        );
        // A client that comes again has lost the stream it had.
        Interlocked.Exchange(ref live.Stream, stream)?.Close();
        runtime.Changes.Add(stream);
        try
        {
            await Run(http, runtime, stream);
        }
        finally
        {
            runtime.Changes.Remove(stream);
            Interlocked.CompareExchange(ref live.Stream, null, stream);
            runtime.LeaveStream(owner);
        }
    }

    private static async Task Run(HttpContext http, McpRuntime runtime, HeldStream stream)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted,
            runtime.Stopping
        );
        var reply = new HttpReply(http, json: false, events: true);
        await reply.Ping(end.Token);
        await stream.Run(reply, runtime.Options.StreamLasts, runtime.Parts.Clock, end.Token);
    }
}
