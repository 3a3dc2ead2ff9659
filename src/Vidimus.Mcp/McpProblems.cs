using Vidimus.Platform.Problems;
using Vidimus.Tools;

namespace Vidimus.Mcp;

/// <summary>Refusals of the door for assistants. A tool answers them in words, with the code in front.</summary>
public static class McpProblems
{
    /// <summary>No tool has this name here.</summary>
    public static readonly ProblemType Unknown = new(
        ToolCodes.Unknown,
        403,
        "There is no tool of this name here.",
        "Use a name that tools/list shows; other toolsets have addresses of their own"
    );

    /// <summary>The user declined to be led to the approval of this call.</summary>
    public static readonly ProblemType Declined = new(
        ToolCodes.Declined,
        403,
        "The approval of this call was declined.",
        "Do not repeat the call unless the user asks for it"
    );

    /// <summary>What came back of an earlier round is not what was sent.</summary>
    public static readonly ProblemType StateInvalid = new(
        ToolCodes.StateInvalid,
        400,
        "The state of this call was changed, has expired, or belongs to another call or caller.",
        "Make the call anew, without requestState"
    );

    /// <summary>A tool failed; what happened is in the log under the request's id.</summary>
    public static readonly ProblemType Failed = new(
        "TOOL_FAILED",
        500,
        "The tool failed.",
        "Tell the operator the request id; for a write, repeat the call with the same idempotencyKey and it is done once"
    );

    /// <summary>The caller went away before the answer.</summary>
    public static readonly ProblemType Cancelled = new(
        "TOOL_CANCELLED",
        499,
        "The call was cancelled before it was answered.",
        "It may have been carried out; for a write, repeat the call with the same idempotencyKey and it is done once"
    );

    /// <summary>What was done could not be written down.</summary>
    public static readonly ProblemType NotRecorded = new(
        "TOOL_NOT_RECORDED",
        503,
        "The call may have been carried out, but its record could not be saved yet.",
        "Repeat the call later with the same idempotencyKey and it is done once",
        Retryable: true
    );
}
