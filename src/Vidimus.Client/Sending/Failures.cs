using System.Globalization;
using System.Security.Authentication;
using System.Text.Json;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Vidimus.Client;

/// <summary>Turns every way a call can end badly into one of the two exceptions.</summary>
internal static class Failures
{
    public static VidimusException From(Call call, Answer answer, int retries, TimeProvider clock)
    {
        var failure = Described(call, answer) with
        {
            RequestId = answer.RequestId,
            Status = answer.Status,
            Retries = retries,
            RetryAfter = Attempts.Asked(answer, clock),
        };
        var temporary =
            answer.Status is 408 or 429 or >= 500 && answer.Status is not (501 or 505)
            || failure.Code == "IDEMPOTENCY_IN_PROGRESS";
        return temporary
            ? new VidimusTemporaryException(failure)
            : new VidimusPermanentException(failure);
    }

    /// <summary>An exception for <paramref name="fault"/>; null when it is none of ours to translate.</summary>
    public static VidimusException? From(Exception fault, int retries) =>
        fault switch
        {
            VidimusException known => known,
            ProbeFailedException => Open(null, retries, fault),
            BrokenCircuitException broken => Open(broken.RetryAfter, retries, fault),
            TimeoutRejectedException
            or OperationCanceledException { InnerException: TimeoutException } =>
                new VidimusTemporaryException(
                    new(ErrorCodes.Timeout, "The server did not answer in time.")
                    {
                        Hint = "Try again later, or allow more time.",
                        Retries = retries,
                    },
                    fault
                ),
            HttpRequestException http when IsDistrust(http) => new VidimusPermanentException(
                new(ErrorCodes.Tls, "The server's certificate is not trusted.")
                {
                    Hint =
                        "Check the address, or have this machine trust the certificate's issuer.",
                    Retries = retries,
                },
                fault
            ),
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConfigurationLimitExceeded
            } => new VidimusPermanentException(
                new(ErrorCodes.UnexpectedAnswer, fault.Message) { Retries = retries },
                fault
            ),
            HttpRequestException or IOException => new VidimusTemporaryException(
                new(ErrorCodes.Network, "The server could not be reached.")
                {
                    Hint = "Check the address and the network; the call may succeed later.",
                    Retries = retries,
                },
                fault
            ),
            _ => null,
        };

    public static VidimusPermanentException Unexpected(Call call, Answer answer, string what) =>
        new(
            new(
                ErrorCodes.UnexpectedAnswer,
                $"The answer to {call.Method} {call.Template} is not what the contract promises: {what}."
            )
            {
                Hint =
                    "Check that the address is a Vidimus server of a fitting version; no part of the answer was used.",
                RequestId = answer.RequestId,
                Status = answer.Status,
            }
        );

    public static bool IsDistrust(HttpRequestException fault) =>
        fault.InnerException is AuthenticationException;

    /// <summary>The error's code, or null when the body is not the contract's error shape.</summary>
    public static string? Code(Answer answer) => Read(answer)?.Error?.Code;

    /// <summary>A token signed with a key the server no longer has is as spent as one past its time.</summary>
    public static bool IsStaleToken(Answer answer) =>
        Code(answer) is "AUTH_EXPIRED_TOKEN" or "AUTH_INVALID_TOKEN" or "INVALID_AUTH";

    /// <summary>A call that a person has to approve first is answered 202 with an error's body: nothing was done yet.</summary>
    public static bool AwaitsApproval(Answer answer) =>
        answer.Status == 202 && Code(answer) == ErrorCodes.ApprovalRequired;

    public static bool IsRefusedKey(Answer answer) =>
        Code(answer)
            is "AUTH_REVOKED_KEY"
                or "AUTH_SUSPENDED_KEY"
                or "AUTH_EXPIRED_KEY"
                or "AUTH_INVALID_KEY"
                or "REVOKED_KEY";

    private static VidimusTemporaryException Open(TimeSpan? wait, int retries, Exception fault) =>
        new(
            new(
                ErrorCodes.CircuitOpen,
                "The server has failed repeatedly; calls are paused until it is healthy."
            )
            {
                Hint = "Wait, and look at the server's /health.",
                Retries = retries,
                RetryAfter = wait,
            },
            fault
        );

    private static Failure Described(Call call, Answer answer)
    {
        if (Read(answer)?.Error is { Code.Length: > 0, Message.Length: > 0 } error)
            return new Failure(error.Code, error.Message)
            {
                Hint = error.Hint ?? error.RecoveryHint,
                Field = error.Field,
                Retryable = error.Retryable,
                Errors = Errors(error.Details),
                Approval = Approval(error.Details) ?? Approval(error),
            };
        // A proxy in front may answer in its own words; its status still tells temporary from permanent.
        var code = answer.Status >= 400 ? $"HTTP_{answer.Status}" : ErrorCodes.UnexpectedAnswer;
        return new Failure(
            code,
            $"{call.Method} {call.Template} was answered with status {answer.Status} and no description."
        )
        {
            Hint = answer.Status is >= 300 and < 400
                ? "Redirects are not followed; give the server's final address."
                : null,
        };
    }

    private static ErrorAnswer? Read(Answer answer)
    {
        if (answer.Body.Length is 0 or > 1024 * 1024)
            return null;
        try
        {
            return JsonSerializer.Deserialize(answer.Body, VidimusJson.Default.ErrorAnswer);
        }
        catch (JsonException)
        {
            // Not the contract's shape: described by status alone.
            return null;
        }
    }

    private static List<FieldError> Errors(JsonElement? details) =>
        details is { ValueKind: JsonValueKind.Object } some
        && some.TryGetProperty("errors", out var errors)
        && errors.ValueKind is JsonValueKind.Array
            ? [.. errors.EnumerateArray().Select(FieldError).OfType<FieldError>()]
            : [];

    private static AskedApproval? Approval(JsonElement? details) =>
        details is { ValueKind: JsonValueKind.Object } some
        && Text(some, "approvalId") is { Length: > 0 and <= 128 } id
            ? new AskedApproval(
                id,
                Text(some, "url"),
                DateTimeOffset.TryParse(
                    Text(some, "expiresAt"),
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var end
                )
                    ? end
                    : null
            )
            : null;

    /// <summary>Verdacert's envelope has no details: it names the approval itself.</summary>
    private static AskedApproval? Approval(ErrorBody error) =>
        error.ApprovalId is { Length: > 0 and <= 128 } id ? new(id, error.ApprovalUrl, null) : null;

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static FieldError? FieldError(JsonElement error) =>
        error.ValueKind is JsonValueKind.Object
        && error.TryGetProperty("field", out var field)
        && error.TryGetProperty("message", out var message)
        && field.ValueKind is JsonValueKind.String
        && message.ValueKind is JsonValueKind.String
            ? new FieldError(field.GetString()!, message.GetString()!)
            : null;
}

/// <summary>The error shape; every member optional here, because a failure must be told even when half described.</summary>
internal sealed record ErrorAnswer(ErrorBody? Error = null);

internal sealed record ErrorBody(
    string? Code = null,
    string? Message = null,
    string? Hint = null,
    string? Field = null,
    JsonElement? Details = null,
    bool? Retryable = null,
    string? RecoveryHint = null,
    string? ApprovalId = null,
    string? ApprovalUrl = null
);
