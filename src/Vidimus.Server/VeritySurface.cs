using System.Text.Json;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Server;

/// <summary>
/// Errors under <c>/api/v1</c> in Verity's envelope. A 401 has the seed's body to the letter (code, message, hint); all
/// others add details and the request id, which every answer also carries as a header.
/// </summary>
internal sealed class VeritySurface(TimeProvider clock) : Surface
{
    public override IReadOnlyList<PathString> Bases { get; } = ["/api/v1"];

    public override void Prepare(HttpContext http) =>
        http.Response.Headers["x-vc-request-id"] = http.RequestId();

    public override Task Write(HttpContext http, Problem problem)
    {
        // That contract has 409 for every kind of conflict.
        if (problem.Type.Code == "IDEMPOTENCY_CONFLICT")
            http.Response.StatusCode = StatusCodes.Status409Conflict;
        object body =
            problem.Type == ApprovalProblems.Required ? Waiting(http, problem)
            : problem.Type.Status == 401
                ? new
                {
                    success = false,
                    error = new
                    {
                        code = problem.Type.Code,
                        message = problem.Message,
                        hint = problem.Hint,
                    },
                }
            : new
            {
                success = false,
                error = new
                {
                    code = Code(http, problem),
                    message = Message(problem),
                    hint = problem.Hint,
                    details = Details(problem),
                    retryable = problem.Type.Retryable,
                },
                meta = new VerityMeta(http.RequestId(), clock.GetUtcNow()),
            };
        return http.Response.WriteAsJsonAsync(
            body,
            VidimusJson.Snake,
            "application/json; charset=utf-8",
            http.RequestAborted
        );
    }

    // A call that waits for a person, in the words of Verity's agent tools: no error, and nothing was done.
    private object Waiting(HttpContext http, Problem problem) =>
        new
        {
            success = true,
            data = new
            {
                approval_required = true,
                approval_status = Particular(problem, "status"),
                tool = Particular(problem, "tool"),
                required_header = "Vidimus-Approval",
                next_action = $"{problem.Message} {problem.Hint}.",
                code = problem.Type.Code,
                approval_id = Particular(problem, "approvalId"),
                url = Particular(problem, "url"),
                expires_at = Particular(problem, "expiresAt"),
            },
            meta = new VerityMeta(http.RequestId(), clock.GetUtcNow()),
        };

    private static string Code(HttpContext http, Problem problem) =>
        problem.Type.Code switch
        {
            "NOT_FOUND" or "CHANGE_NOT_FOUND" or "RESEARCH_NOT_FOUND" => "RESOURCE_NOT_FOUND",
            "RATE_LIMITED" => "RATE_LIMIT_EXCEEDED",
            "MALFORMED_JSON" => "VALIDATION_INVALID_JSON",
            "INVALID_CURSOR" => "REQUEST_INVALID_CURSOR",
            "INTERNAL_ERROR" => "SERVER_INTERNAL_ERROR",
            "UNAVAILABLE" when http.RepeatsAreUnknown() => "SERVER_IDEMPOTENCY_UNAVAILABLE",
            "UNAVAILABLE" => "SERVER_UNAVAILABLE",
            "IDEMPOTENCY_CONFLICT" => "REQUEST_IDEMPOTENCY_CONFLICT",
            "IDEMPOTENCY_IN_PROGRESS" => "REQUEST_IDEMPOTENCY_IN_PROGRESS",
            var code => code,
        };

    // Members of a request have their names in camelCase in operations, and in snake_case here.
    private static string Snake(string field) => JsonNamingPolicy.SnakeCaseLower.ConvertName(field);

    private static string Message(Problem problem) =>
        problem.Field is { } field
        && problem.Message.StartsWith(field + ":", StringComparison.Ordinal)
            ? Snake(field) + problem.Message[field.Length..]
            : problem.Message;

    private static string? Particular(Problem problem, string name) =>
        problem.Particulars?.GetValueOrDefault(name).GetString();

    // Verity's details: an object with one list of messages for each member at fault.
    private static Dictionary<string, string[]> Details(Problem problem) =>
        problem.RequiredScopes.Count > 0
            ? new() { ["required_scopes"] = [.. problem.RequiredScopes] }
            : problem
                .Errors.GroupBy(e => Snake(e.Field))
                .ToDictionary(g => g.Key, g => g.Select(e => e.Message).ToArray());
}
