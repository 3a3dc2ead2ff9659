using System.Text.Json;
using Vidimus.Client;

namespace Vidimus.Tools;

/// <summary>What a tool does to what is stored; clients are told by its annotations, and a read-only door lists reads alone.</summary>
public enum ToolEffect
{
    /// <summary>Changes nothing.</summary>
    Read,

    /// <summary>Adds something; nothing that was is lost.</summary>
    Adds,

    /// <summary>Ends or overwrites something that was.</summary>
    Ends,
}

/// <summary>
/// One thing an assistant can do: a whole business action, not a route. The server and the gateway have the same tools and
/// carry them out over the same client, so that a tool can do nothing that a program could not.
/// </summary>
public abstract class Tool
{
    /// <summary>Its name, the same in every toolset; at most 64 characters.</summary>
    public abstract string Name { get; }

    /// <summary>Its name for people.</summary>
    public abstract string Title { get; }

    /// <summary>What it does and when to use it, for the model that chooses. It describes; it does not instruct.</summary>
    public abstract string Description { get; }

    /// <summary>The scope that its caller needs.</summary>
    public abstract string Scope { get; }

    /// <summary>What it does to what is stored.</summary>
    public abstract ToolEffect Effect { get; }

    /// <summary>The toolsets it belongs to, by name.</summary>
    public abstract IReadOnlyList<string> Toolsets { get; }

    /// <summary>JSON Schema (2020-12) of the arguments: an object that allows nothing else.</summary>
    public abstract JsonElement InputSchema { get; }

    /// <summary>JSON Schema (2020-12) of the structured answer.</summary>
    public abstract JsonElement OutputSchema { get; }

    /// <summary>Whether it reaches beyond this server and its organization's data; clients are told.</summary>
    public virtual bool OpenWorld => false;

    /// <summary>Whether the same call made again changes nothing more; clients are told.</summary>
    public virtual bool Idempotent => Effect is ToolEffect.Read;

    /// <summary>
    /// Arguments of which a call gives exactly one; empty when there are none such. Model providers refuse alternatives at the
    /// top of a schema, so they are said in the description and checked here.
    /// </summary>
    public virtual IReadOnlyList<string> ExactlyOne => [];

    /// <summary>What is wrong with arguments that fit the schema, where one says something about another.</summary>
    public virtual IEnumerable<Schemas.Mistake> AlsoWrong(JsonElement arguments) => [];

    /// <summary>
    /// What is left of it where nothing may be changed: the same name with those of its actions that only read; null for a tool
    /// that has no such part. A tool that only reads is its own.
    /// </summary>
    public virtual Tool? Reading => Effect is ToolEffect.Read ? this : null;

    /// <summary>
    /// The part of it that these arguments call: where one name has actions that read and others that change, each part has its
    /// own scope, effect and schema, and a call is judged by the part it is of.
    /// </summary>
    public virtual Tool For(JsonElement arguments) => this;

    /// <summary>Carries it out. What the API refuses comes out as an answer that says what to mend, never as an exception.</summary>
    public abstract ValueTask<ToolAnswer> Run(ToolRun run, CancellationToken cancellation);
}

/// <summary>One carrying out of a tool, after its arguments were found to fit its schema and its caller to be allowed.</summary>
/// <param name="Arguments">The arguments, an object.</param>
/// <param name="Api">The API in the caller's name.</param>
public sealed record ToolRun(JsonElement Arguments, VidimusClient Api)
{
    /// <summary>What goes back and forth with the client.</summary>
    public ToolExchange Exchange { get; init; } = ToolExchange.None;
}

/// <summary>What a tool answers.</summary>
/// <param name="Text">What a reader of text sees; for a structured answer its JSON.</param>
/// <param name="Structured">The answer as its output schema says; null for an error.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Code">For what did not end well, the code of the problem, such as <c>CREDENTIAL_NOT_FOUND</c>.</param>
public sealed record ToolAnswer(
    string Text,
    JsonElement? Structured,
    ToolOutcome Outcome = ToolOutcome.Done,
    string? Code = null
)
{
    /// <summary>Set when a person has to decide first: a link to where, and what the same call carries when it is repeated.</summary>
    public PendingApproval? Approval { get; init; }

    /// <summary>For what did not end well, the same in parts, for toolsets whose clients read errors as JSON.</summary>
    public ToolProblem? Problem { get; init; }

    /// <summary>Content blocks of the protocol (an array) instead of the text, such as an image.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>Set when the client has to be asked before the call can be finished.</summary>
    public InputNeeded? Input { get; init; }
}

/// <summary>What did not end well, in parts.</summary>
/// <param name="Message">What happened, in a sentence.</param>
/// <param name="Hint">What to do about it; null when nobody said.</param>
/// <param name="Field">Path of the argument at fault, such as <c>documents[0].url</c>; null for none.</param>
/// <param name="Retryable">Whether the same call may succeed later.</param>
/// <param name="RetryAfterSeconds">Seconds until then, where they are known.</param>
public sealed record ToolProblem(
    string Message,
    string? Hint = null,
    string? Field = null,
    bool Retryable = false,
    int? RetryAfterSeconds = null
);

/// <summary>How a call ended.</summary>
public enum ToolOutcome
{
    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>It was not let through: unknown or unlisted tool, arguments, scope, limit, rule.</summary>
    Refused,

    /// <summary>It waits for a person.</summary>
    Pending,

    /// <summary>It was tried and did not succeed.</summary>
    Failed,

    /// <summary>It was begun and no answer came, as when its caller went away: whether it was carried out is not known.</summary>
    Unknown,
}

/// <summary>A call that a person has to approve before it is carried out.</summary>
/// <param name="Id">Id of the approval, <c>apr_…</c>; the repeated call carries it as <c>approvalId</c>.</param>
/// <param name="Url">Page where a member decides.</param>
/// <param name="ExpiresAt">When it can no longer be approved or used.</param>
public sealed record PendingApproval(string Id, string Url, DateTimeOffset ExpiresAt);
