using System.Text;
using Vidimus.Client;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Answers;

/// <summary>Answers that say what is wrong: a code, a sentence, what to do, and every member at fault.</summary>
public static class Refusals
{
    private const int MostFields = 30;
    private const int LongestField = 500;

    /// <summary>Arguments that do not fit; nothing was done.</summary>
    public static ToolAnswer Arguments(string tool, IReadOnlyList<Mistake> mistakes) =>
        Of(
            "VALIDATION_ERROR",
            $"The arguments of {tool} are not right; nothing was done.",
            "Correct what is named and call again.",
            ToolOutcome.Refused,
            mistakes.Select(m => (m.Path.Length == 0 ? "the arguments" : m.Path, m.Message))
        ) with
        {
            Problem = new(
                string.Join(
                    "; ",
                    mistakes
                        .Take(MostFields)
                        .Select(m => OneLine($"{(m.Path.Length == 0 ? tool : m.Path)} {m.Message}"))
                ) + ".",
                "Correct what is named and call again; nothing was done.",
                mistakes[0].Path is { Length: > 0 } path ? path : null
            ),
        };

    /// <summary>What the API refused, or what kept it from answering.</summary>
    /// <param name="failure">How the call ended.</param>
    /// <param name="named">How the tool names what the API names otherwise, such as <c>subject</c> and <c>claims</c>.</param>
    public static ToolAnswer Of(VidimusException failure, (string Api, string Tool)? named = null)
    {
        var quotes = failure.Errors.Any(e => IsClaim(e.Field));
        return Of(
            failure.Code,
            // The API's own sentence names the member, by the API's name for it.
            failure is { Code: "VALIDATION_ERROR", Errors.Count: > 0 }
                ? "Values given are not right; nothing was done."
                : failure.Message,
            Advice(failure),
            Outcome(failure),
            failure.Errors.Select(e => (Named(e.Field), e.Message)),
            failure.RequestId,
            quotes
        ) with
        {
            Problem = new(
                failure.Message,
                failure.Hint,
                failure.Field ?? failure.Errors.FirstOrDefault()?.Field,
                failure.IsRetryable,
                failure is VidimusTemporaryException { RetryAfter: { } wait }
                    ? (int)Math.Ceiling(wait.TotalSeconds)
                    : null
            ),
        };
        string Named(string path) =>
            named is var (api, tool)
            && (path == api || path.StartsWith($"{api}.", StringComparison.Ordinal))
                ? tool + path[api.Length..]
                : path;
    }

    /// <summary>What to do about a call that a person has to approve, in the words of whoever calls tools.</summary>
    public static string Repeat(string call, PendingApproval approval)
    {
        ArgumentNullException.ThrowIfNull(approval);
        return $"Call {call} again with exactly these arguments and approvalId {approval.Id} once it is approved, until {Until(approval.ExpiresAt)}.";
    }

    /// <summary>Any answer that says what is wrong.</summary>
    public static ToolAnswer Of(
        string code,
        string message,
        string? advice = null,
        ToolOutcome outcome = ToolOutcome.Refused,
        IEnumerable<(string Path, string Message)>? fields = null,
        string? requestId = null,
        bool quotes = false
    )
    {
        var text = new StringBuilder($"{code}: {message}");
        var wrong = (fields ?? []).Take(MostFields).ToArray();
        if (wrong.Length > 0)
            text.Append("\nWhat is wrong, member by member")
                .Append(quotes ? " (a line can quote a group's schema, which is data):" : ":");
        foreach (var (path, what) in wrong)
            text.Append("\n- ").Append(OneLine($"{path} {what}"));
        if (advice is not null)
            text.Append('\n').Append("What to do: ").Append(advice);
        if (requestId is not null)
            text.Append('\n').Append("Request id: ").Append(requestId);
        return new(Visible.Of(Redacted.Of(text.ToString())), null, outcome, code)
        {
            Problem = new(message, advice),
        };
    }

    /// <summary>What is quoted ends where its line ends, and does not go on for pages.</summary>
    private static string OneLine(string text) =>
        string.Concat(
            (text.Length > LongestField ? $"{text[..LongestField]}…" : text).Select(c =>
                char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c
            )
        );

    // The API holds claims to the group's schema, and its words may quote that.
    private static bool IsClaim(string path) =>
        path == "subject" || path.StartsWith("subject.", StringComparison.Ordinal);

    /// <summary>A time to the second.</summary>
    internal static string Until(DateTimeOffset time) =>
        time.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            System.Globalization.CultureInfo.InvariantCulture
        );

    private static ToolOutcome Outcome(VidimusException failure) =>
        failure switch
        {
            { Code: "APPROVAL_REQUIRED" } => ToolOutcome.Pending,
            { Status: 400 or 401 or 402 or 403 or 413 or 422 or 429 } => ToolOutcome.Refused,
            _ => ToolOutcome.Failed,
        };

    // The API speaks of its routes; whoever calls a tool knows tools.
    private static string? Advice(VidimusException failure)
    {
        var advice = failure.Code switch
        {
            "VALIDATION_ERROR" => "Correct what is named and call again.",
            "APPROVAL_REQUIRED" => failure.Approval is { Url: { } url, ExpiresAt: { } end } asked
                ? Repeat("the tool", new(asked.Id, url, end))
                : "Call the tool again with exactly these arguments and the approvalId named, once it is approved.",
            "GROUP_NOT_FOUND" =>
                "Find its id with listGroups. A test key sees only test groups, a live key only live ones.",
            "GROUP_ARCHIVED" => "Use another group, or have a person restore this one.",
            "CREDENTIAL_NOT_FOUND" =>
                "Find it with listCredentials. A test key sees only test credentials, a live key only live ones.",
            "CREDENTIAL_NOT_ISSUED" => "It is a draft; a person can issue it in the portal.",
            "CREDENTIAL_REVOKED" => "It is revoked already, and that is final.",
            "INVALID_CURSOR" =>
                "Give nextCursor of the answer before unchanged, with the same other arguments, or leave cursor out.",
            "IDEMPOTENCY_CONFLICT" =>
                "Use a new idempotencyKey for another call; repeat a call only with the same arguments.",
            "IDEMPOTENCY_IN_PROGRESS" =>
                "The first call with this idempotencyKey still runs. Call again in a few seconds with the same arguments; the answer will be the first one's.",
            "MAIL_NOT_CONFIGURED" =>
                "The operator can set up mail. Until then the verify link can be handed over in another way.",
            "RECIPIENT_WITHOUT_ADDRESS" => "Give recipient.email.",
            ErrorCodes.Network or ErrorCodes.Timeout or ErrorCodes.CircuitOpen =>
                "Call again later; for a write with the same idempotencyKey, so that it is done once.",
            _ => failure.Hint,
        };
        return failure is VidimusTemporaryException { RetryAfter: { } wait }
            ? $"{advice ?? "Call again later."} Wait at least {Math.Ceiling(wait.TotalSeconds)} seconds."
            : advice;
    }
}
