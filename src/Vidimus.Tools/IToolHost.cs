using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Tools;

/// <summary>
/// Who stands behind the protocol: the server's door or the gateway. The protocol knows messages; the host knows callers,
/// rights, limits, approvals and the record, and runs each tool.
/// </summary>
public interface IToolHost
{
    /// <summary>
    /// Looks at a message before anything is answered: an HTTP refusal, such as 403 with a challenge that names the scopes
    /// needed, or null to go on. Only over HTTP.
    /// </summary>
    ValueTask<McpRefusal?> Admit(
        McpSession session,
        McpMessage message,
        CancellationToken cancellation
    );

    /// <summary>
    /// Who calls, as an id that stays the same while a grant or key lasts and that no two callers share: sessions and what
    /// goes out sealed are bound to it.
    /// </summary>
    string CallerOf(McpSession session);

    /// <summary>Whom the caller belongs to together with others, such as an organization: what it holds open is counted for all of them.</summary>
    string OwnerOf(McpSession session) => CallerOf(session);

    /// <summary>The tools that this caller sees here, always in the same order.</summary>
    ValueTask<IReadOnlyList<Tool>> Listed(McpSession session, CancellationToken cancellation);

    /// <summary>The listed tool of this name; null when this caller sees none.</summary>
    async ValueTask<Tool?> Listed(McpSession session, string name, CancellationToken cancellation)
    {
        foreach (var tool in await Listed(session, cancellation))
        {
            if (tool.Name == name)
                return tool;
        }
        return null;
    }

    /// <summary>
    /// Carries out a call of any name with any arguments, or says why not; leaves exactly one audit record either way. A name
    /// that does not exist here is refused with the code <see cref="ToolCodes.Unknown"/>. An <see cref="McpErrorException"/>
    /// of the tool goes on to the protocol, after the record.
    /// </summary>
    ValueTask<ToolAnswer> Call(
        McpSession session,
        ToolCallAsked asked,
        CancellationToken cancellation
    );

    /// <summary>Resources and prompts are carried out in the caller's name too.</summary>
    ValueTask<T> InName<T>(
        McpSession session,
        McpMessage message,
        Func<Client.VidimusClient, ValueTask<T>> work,
        CancellationToken cancellation
    );
}

/// <summary>Where a caller came in, and as what.</summary>
/// <param name="Toolset">The toolset, such as <c>credentials</c>; the path says it.</param>
/// <param name="ReadOnly">Whether only tools that change nothing exist here.</param>
/// <param name="Http">The request; null over standard input and output.</param>
public sealed record McpSession(string Toolset, bool ReadOnly, HttpContext? Http);

/// <summary>A message of the protocol, as far as a host needs to know it.</summary>
/// <param name="Method">Such as <c>tools/call</c>.</param>
/// <param name="Name">The tool's or prompt's name, the resource's address; null where a method has none.</param>
public sealed record McpMessage(string Method, string? Name)
{
    /// <summary>For a call of a tool its arguments, not looked at yet; undefined where there are none.</summary>
    public JsonElement Arguments { get; init; }
}

/// <summary>A tool call as it came.</summary>
/// <param name="Name">The name asked for.</param>
/// <param name="Arguments">The arguments; an undefined element when none were sent.</param>
/// <param name="CanOpenPages">Whether the client said that it can lead its user to a page (elicitation by URL).</param>
/// <param name="ClientName">The client's own name and version, as it says; never trusted.</param>
public sealed record ToolCallAsked(
    string Name,
    JsonElement Arguments,
    bool CanOpenPages,
    string? ClientName
)
{
    /// <summary>What goes back and forth with the client; the host hands it to the tool.</summary>
    public ToolExchange Exchange { get; init; } = ToolExchange.None;

    /// <summary>
    /// Set when the protocol already refuses this call, such as one whose state was changed on its way or whose user declined
    /// its approval: nothing is carried out and no approval asked for; the host records a refusal with this code and answers
    /// it. Arguments that were not looked at are undefined then.
    /// </summary>
    public ToolRefusal? Refused { get; init; }
}

/// <summary>Codes that the protocol and its hosts have to agree on.</summary>
public static class ToolCodes
{
    /// <summary>No tool has this name here.</summary>
    public const string Unknown = "TOOL_UNKNOWN";

    /// <summary>The user declined to be led to the approval of this call.</summary>
    public const string Declined = "APPROVAL_DECLINED";

    /// <summary>There are more arguments than anybody looks at.</summary>
    public const string TooManyArguments = "ARGUMENTS_TOO_MANY";

    /// <summary>The message that called is not one that calls can come in: what it says is not known for sure.</summary>
    public const string Malformed = "CALL_MALFORMED";

    /// <summary>The session that it was called in is over or another caller's.</summary>
    public const string NoSession = "SESSION_ENDED";

    /// <summary>What came back of an earlier round was changed, has expired, or belongs to another call or caller.</summary>
    public const string StateInvalid = "REQUEST_STATE_INVALID";
}

/// <summary>Why the protocol refuses a call.</summary>
/// <param name="Code">Such as <c>APPROVAL_DECLINED</c>.</param>
/// <param name="Message">What happened and what to do.</param>
public sealed record ToolRefusal(string Code, string Message);

/// <summary>An answer by HTTP instead of by the protocol.</summary>
/// <param name="Status">Such as 403.</param>
/// <param name="Code">Code of the problem.</param>
/// <param name="Message">What happened and what to do.</param>
/// <param name="Challenge">Value of <c>WWW-Authenticate</c>, or null.</param>
public sealed record McpRefusal(int Status, string Code, string Message, string? Challenge);
