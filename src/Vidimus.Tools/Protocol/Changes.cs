using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;

namespace Vidimus.Tools.Protocol;

/// <summary>What clients can be told of.</summary>
internal enum Change
{
    Tools,
    Prompts,
    Resources,
    Resource,
}

/// <summary>Tells those who listen that a list or a resource of a toolset changed.</summary>
internal sealed class Changes
{
    private readonly ConcurrentDictionary<HeldStream, bool> _streams = new();

    public void Add(HeldStream stream) => _streams[stream] = true;

    public void Remove(HeldStream stream) => _streams.TryRemove(stream, out _);

    public void Tell(string toolset, Change change, string? uri = null)
    {
        foreach (var (stream, _) in _streams)
        {
            if (stream.Toolset == toolset && stream.Wants(change, uri))
                stream.Tell(change, uri);
        }
    }
}

/// <summary>A stream that is held open for what happens later.</summary>
internal sealed class HeldStream(
    string toolset,
    string? subscriptionId,
    Func<Change, string?, bool> wants
)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);

    // Somebody who does not read misses the oldest: what is told is only that there is something to look at.
    private readonly Channel<ReadOnlyMemory<byte>> _messages = Channel.CreateBounded<
        ReadOnlyMemory<byte>
    >(new BoundedChannelOptions(32) { FullMode = BoundedChannelFullMode.DropOldest });

    public string Toolset => toolset;

    public bool Wants(Change change, string? uri) => wants(change, uri);

    public void Close() => _messages.Writer.TryComplete();

    public void Tell(Change change, string? uri) =>
        _messages.Writer.TryWrite(
            Messages.Notification(
                change switch
                {
                    Change.Tools => "notifications/tools/list_changed",
                    Change.Prompts => "notifications/prompts/list_changed",
                    Change.Resources => "notifications/resources/list_changed",
                    _ => "notifications/resources/updated",
                },
                (Id: subscriptionId, Uri: uri),
                static (json, what) =>
                {
                    if (what.Uri is not null)
                        json.WriteString("uri"u8, what.Uri);
                    Tag(json, what.Id);
                }
            )
        );

    /// <summary>Sends what there is to tell until the stream is closed, its time is over, or its client leaves.</summary>
    public async Task Run(
        Reply reply,
        TimeSpan lasts,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        using var time = new CancellationTokenSource(lasts, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, time.Token);
        try
        {
            Task<bool>? more = null;
            while (true)
            {
                more ??= _messages.Reader.WaitToReadAsync(end.Token).AsTask();
                if (await Task.WhenAny(more, Task.Delay(Quiet, clock, end.Token)) != more)
                {
                    end.Token.ThrowIfCancellationRequested();
                    await reply.Ping(end.Token);
                    continue;
                }
                if (!await more)
                    return;
                more = null;
                while (_messages.Reader.TryRead(out var message))
                    await reply.Send(message, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // its time is over, its client left, or the program ends
        }
    }

    public static void Tag(Utf8JsonWriter json, string? subscriptionId)
    {
        if (subscriptionId is null)
            return;
        json.WriteStartObject("_meta"u8);
        json.WritePropertyName(Revisions.SubscriptionId);
        json.WriteRawValue(subscriptionId, skipInputValidation: true);
        json.WriteEndObject();
    }
}
