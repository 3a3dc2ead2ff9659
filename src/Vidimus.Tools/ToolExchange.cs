using System.Text.Json;

namespace Vidimus.Tools;

/// <summary>
/// What goes back and forth with the client while a tool runs, or between two rounds of one call. A tool that only answers
/// needs none of it.
/// </summary>
public class ToolExchange
{
    /// <summary>Nobody listens: progress goes nowhere, nothing can be asked.</summary>
    public static ToolExchange None { get; } = new();

    /// <summary>Whether the client declared it, such as <c>sampling</c> or <c>elicitation.url</c>.</summary>
    public virtual bool Can(string capability) => false;

    /// <summary>In a repeated call, what the client's user answered to <see cref="InputNeeded.Requests"/>, by the same names; otherwise null.</summary>
    public virtual JsonElement? Answers => null;

    /// <summary>In a repeated call, <see cref="InputNeeded.State"/> of the round before: unchanged, this caller's, this call's; otherwise null.</summary>
    public virtual string? State => null;

    /// <summary>Tells how far it is, if the client asked for that.</summary>
    public virtual ValueTask Progress(
        double progress,
        double? total,
        string? message,
        CancellationToken cancellation
    ) => ValueTask.CompletedTask;

    /// <summary>Sends a line of log, if the client asked for that level.</summary>
    public virtual ValueTask Log(string level, JsonElement data, CancellationToken cancellation) =>
        ValueTask.CompletedTask;

    /// <summary>
    /// Asks the client while the call waits, as revisions before 2026-07-28 do; null where that cannot be done. Its error
    /// comes out as <see cref="McpErrorException"/>.
    /// </summary>
    public virtual ValueTask<JsonElement?> Ask(
        string method,
        JsonElement parameters,
        CancellationToken cancellation
    ) => ValueTask.FromResult<JsonElement?>(null);
}

/// <summary>
/// The answer to a call that cannot be finished without its client: questions to it, and what the same call brings back when
/// it is repeated (multi-round-trip requests, revision 2026-07-28). The state is sealed on its way.
/// </summary>
/// <param name="Requests">An object: name of a question, and the request (<c>method</c>, <c>params</c>); null for none.</param>
/// <param name="State">What the repeated call needs to know of this round.</param>
public sealed record InputNeeded(JsonElement? Requests, string? State);

/// <summary>An error of JSON-RPC as the answer, with a text that its reader may see.</summary>
/// <param name="code">Such as -32602 for wrong parameters.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="details">The error's <c>data</c>.</param>
public sealed class McpErrorException(int code, string message, JsonElement? details = null)
    : Exception(message)
{
    /// <summary>The code.</summary>
    public int Code => code;

    /// <summary>The error's <c>data</c>.</summary>
    public JsonElement? Details => details;
}
