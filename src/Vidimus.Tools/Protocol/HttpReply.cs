using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Tools.Protocol;

/// <summary>
/// An answer by HTTP: one JSON body, unless the client takes only events or something has to go out before the answer; then
/// a stream of events (Streamable HTTP leaves that choice to the server).
/// </summary>
internal sealed class HttpReply(HttpContext http, bool json, bool events) : Reply
{
    private SemaphoreSlim? _turn;
    private bool _begun;

    public override bool CanSend => events;

    public override bool HasBegun => _begun;

    public override async ValueTask Send(
        ReadOnlyMemory<byte> message,
        CancellationToken cancellation
    )
    {
        if (!events)
            return;
        var turn = Turn();
        await turn.WaitAsync(cancellation);
        try
        {
            Begin();
            Event(message);
            await http.Response.BodyWriter.FlushAsync(cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Begins the stream before there is anything to send.</summary>
    public override async ValueTask Ping(CancellationToken cancellation)
    {
        var turn = Turn();
        await turn.WaitAsync(cancellation);
        try
        {
            Begin();
            http.Response.BodyWriter.Write(": \n\n"u8);
            await http.Response.BodyWriter.FlushAsync(cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    public override async ValueTask Finish(
        ReadOnlyMemory<byte> message,
        int status,
        CancellationToken cancellation
    )
    {
        if (_begun || (!json && status == StatusCodes.Status200OK))
        {
            await Send(message, cancellation);
            return;
        }
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = message.Length;
        response.BodyWriter.Write(message.Span);
        await response.BodyWriter.FlushAsync(cancellation);
    }

    private SemaphoreSlim Turn() =>
        _turn ?? Interlocked.CompareExchange(ref _turn, new(1), null) ?? _turn;

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        // Proxies that gather answers would hold events back.
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }

    private void Event(ReadOnlyMemory<byte> message)
    {
        var writer = http.Response.BodyWriter;
        writer.Write("event: message\ndata: "u8);
        writer.Write(message.Span);
        writer.Write("\n\n"u8);
    }
}
