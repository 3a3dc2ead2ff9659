using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;

namespace Vidimus.Tools.Orders;

/// <summary>
/// Errors as clients of Verdacert's tools read them: the API's envelope as the text of the answer, whether the API refused, the
/// protocol's host, or a schema.
/// </summary>
internal static class Envelope
{
    /// <summary>The answer with its error in the envelope; one that ended well as it is.</summary>
    public static ToolAnswer Of(ToolAnswer answer) =>
        answer.Outcome is ToolOutcome.Done || answer.Input is not null
            ? answer
            : answer with
            {
                Text = Written.Text(new JsonObject { ["error"] = Error(answer) }),
                Structured = null,
                Content = null,
            };

    private static JsonObject Error(ToolAnswer answer)
    {
        var problem = answer.Problem ?? new(answer.Text);
        var code = Code(answer.Code);
        return Said.Object(
            ("code", code),
            ("message", Text(problem.Message)),
            ("recoveryHint", Text(Hint(answer, problem))),
            ("retryable", problem.Retryable || code is "INTERNAL_ERROR" or "RATE_LIMITED"),
            ("retryAfterSeconds", problem.RetryAfterSeconds),
            ("field", Field(problem.Field)),
            ("approvalId", answer.Approval?.Id),
            ("approvalUrl", answer.Approval?.Url)
        );
    }

    /// <summary>Codes that the contract has a name for, by that name.</summary>
    private static string Code(string? code) =>
        code switch
        {
            null
            or "TOOL_FAILED"
            or "TOOL_CANCELLED"
            or "TOOL_NOT_RECORDED"
            or "OUTCOME_UNKNOWN"
            or "AUDIT_UNAVAILABLE"
            or ErrorCodes.Network
            or ErrorCodes.Timeout
            or ErrorCodes.CircuitOpen
            or ErrorCodes.UnexpectedAnswer => "INTERNAL_ERROR",
            "GATEWAY_RATE_LIMITED" => "RATE_LIMITED",
            ToolCodes.TooManyArguments => "VALIDATION_ERROR",
            _ => code,
        };

    private static string Hint(ToolAnswer answer, ToolProblem problem) =>
        problem.Hint
        ?? (
            answer.Approval is { } approval
                ? Refusals.Repeat("the tool", approval)
                : "Call again later; what changes something is done once, as often as it is called."
        );

    private static JsonNode Text(string text) =>
        Visible.Of(Redacted.Of(text.ReplaceLineEndings(" ")));

    /// <summary>Verdacert names items of a list by number between dots.</summary>
    private static string? Field(string? path) =>
        path
            ?.Replace("[", ".", StringComparison.Ordinal)
            .Replace("]", "", StringComparison.Ordinal);
}
