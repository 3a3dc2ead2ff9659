using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary>
/// Requests of ours to clients before 2026-07-28, which wait for their answer. It comes in another request of the same
/// session, on this node: nothing that has to work everywhere asks in this way.
/// </summary>
internal sealed class Questions
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private long _last;

    public async ValueTask<JsonElement> Ask(
        Asked asked,
        string method,
        JsonElement parameters,
        CancellationToken cancellation
    )
    {
        var id = string.Create(
            CultureInfo.InvariantCulture,
            $"ask-{Interlocked.Increment(ref _last)}"
        );
        var waiting = new Waiting(asked.SessionId!);
        _waiting[id] = waiting;
        try
        {
            await asked.Reply.Send(Messages.Request(id, method, parameters), cancellation);
            return await waiting.Answer.Task.WaitAsync(Longest, cancellation);
        }
        catch (TimeoutException)
        {
            throw new McpErrorException(McpCodes.Refused, "The client did not answer in time.");
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Takes an answer; one that nobody waits for in this session is dropped.</summary>
    public void Answered(string? sessionId, Incoming message)
    {
        if (
            message.Root.Text("id") is not { } id
            || !_waiting.TryGetValue(id, out var waiting)
            || waiting.SessionId != sessionId
        )
            return;
        if (message.Root.TryGetProperty("result", out var result))
            waiting.Answer.TrySetResult(result.Clone());
        else
            waiting.Answer.TrySetException(
                new McpErrorException(
                    McpCodes.Refused,
                    $"The client refused: {message.Root.Object("error").Text("message") ?? "it gave no reason"}"
                )
            );
    }

    private sealed record Waiting(string SessionId)
    {
        public TaskCompletionSource<JsonElement> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Requests that can be cancelled by a message of their own, within the session they were made in.</summary>
internal sealed class Running
{
    private readonly ConcurrentDictionary<
        (string Session, string Id),
        CancellationTokenSource
    > _all = new();

    public CancellationTokenSource? Begin(string? sessionId, string id, CancellationToken outer)
    {
        if (sessionId is null)
            return null;
        var source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _all[(sessionId, id)] = source;
        return source;
    }

    public void End(string? sessionId, string id, CancellationTokenSource? source)
    {
        if (source is null)
            return;
        _all.TryRemove(new((sessionId!, id), source));
        source.Dispose();
    }

    public void Cancel(string? sessionId, JsonElement id)
    {
        if (
            sessionId is null
            || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)
            || !_all.TryGetValue((sessionId, id.GetRawText()), out var source)
        )
            return;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it has just ended
        }
    }
}
