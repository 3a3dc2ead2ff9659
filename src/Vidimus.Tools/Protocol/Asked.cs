using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary>A request that is being answered.</summary>
/// <param name="Runtime">What serves it.</param>
/// <param name="At">Where it came in.</param>
/// <param name="Message">The request.</param>
/// <param name="Client">Who sent it, as it says.</param>
/// <param name="Reply">Where the answer goes.</param>
/// <param name="SessionId">The session it belongs to; null for none.</param>
internal sealed record Asked(
    McpRuntime Runtime,
    McpSession At,
    Incoming Message,
    ClientTraits Client,
    Reply Reply,
    string? SessionId
)
{
    private string? _caller;

    public IToolHost Host => Runtime.Parts.Host;

    public string Caller => _caller ??= Host.CallerOf(At);

    public string Id => Message.Id!;

    public bool IsModern => Client.IsModern;

    public JsonElement Params => Message.Params;

    /// <summary>What the method is about: a tool, a prompt, an address.</summary>
    public McpMessage Named(string? name) =>
        new(Message.Method!, name)
        {
            Arguments =
                Params.ValueKind is JsonValueKind.Object
                && Params.TryGetProperty("arguments", out var arguments)
                    ? arguments
                    : default,
        };

    public ReadOnlyMemory<byte> Result<T>(T what, Action<Utf8JsonWriter, T> members) =>
        Messages.Result(Id, IsModern, what, members);

    /// <summary>Writes for how long a list or what was read may be kept, and by whom (2026-07-28).</summary>
    public void Keep(Utf8JsonWriter json, int milliseconds)
    {
        if (!IsModern)
            return;
        json.WriteNumber("ttlMs"u8, milliseconds);
        json.WriteString("cacheScope"u8, "private"u8);
    }

    /// <summary>A text that the method cannot do without.</summary>
    public string Needed(string member) =>
        Params.Text(member)
        ?? throw new McpErrorException(
            McpCodes.InvalidParams,
            $"{Message.Method} needs params.{member}, a text."
        );
}

/// <summary>Where messages to the client go.</summary>
internal abstract class Reply
{
    /// <summary>Whether messages can go out before the answer.</summary>
    public abstract bool CanSend { get; }

    /// <summary>Whether something has gone out already.</summary>
    public virtual bool HasBegun => false;

    /// <summary>Sends a message before the answer.</summary>
    public abstract ValueTask Send(ReadOnlyMemory<byte> message, CancellationToken cancellation);

    /// <summary>Shows that the connection still stands.</summary>
    public virtual ValueTask Ping(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Sends the answer.</summary>
    public abstract ValueTask Finish(
        ReadOnlyMemory<byte> message,
        int status,
        CancellationToken cancellation
    );
}
