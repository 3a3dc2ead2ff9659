using Microsoft.Extensions.Logging;

namespace Vidimus.Gateway;

/// <summary>What the gateway says of itself: never a token, a key, a header or the value of an argument.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "{Tool} for {Caller}: {Outcome} {Code} in {DurationMs} ms; requests {Requests}, retries {Retries}, cached {Cached}, last {Endpoint} {Status}; request {RequestId}, correlation {CorrelationId}",
        EventName = "tool_call"
    )]
    public static partial void Called(
        ILogger logger,
        string tool,
        string caller,
        string outcome,
        string? code,
        double durationMs,
        string correlationId,
        string? requestId,
        int? status,
        string? endpoint,
        int requests,
        int retries,
        bool cached
    );

    [LoggerMessage(
        2,
        LogLevel.Error,
        "The API refuses the client token: {Code}. Nothing works until it is replaced. {Hint}",
        EventName = "client_token_refused"
    )]
    public static partial void TokenRefused(ILogger logger, string code, string? hint);

    [LoggerMessage(
        3,
        LogLevel.Information,
        "A new client token was read from its file.",
        EventName = "client_token_replaced"
    )]
    public static partial void TokenReplaced(ILogger logger);

    [LoggerMessage(
        4,
        LogLevel.Warning,
        "A request to {Path} from {Address} was refused: {Reason}",
        EventName = "caller_refused"
    )]
    public static partial void CallerRefused(
        ILogger logger,
        string path,
        string? address,
        string reason
    );

    [LoggerMessage(
        5,
        LogLevel.Error,
        "The audit file cannot be written: calls that change something are refused until it can.",
        EventName = "audit_failed"
    )]
    public static partial void AuditFailed(ILogger logger);

    [LoggerMessage(
        6,
        LogLevel.Error,
        "{Tool} failed in a way it should not",
        EventName = "tool_broke"
    )]
    public static partial void Broke(ILogger logger, Exception exception, string tool);

    [LoggerMessage(
        7,
        LogLevel.Information,
        "Listening on {Address}, in front of {Api} at {Url}, for {Callers}",
        EventName = "started"
    )]
    public static partial void Started(
        ILogger logger,
        string address,
        string api,
        string url,
        string callers
    );

    [LoggerMessage(
        8,
        LogLevel.Warning,
        "Health is {Status}: {Failing}",
        EventName = "health_changed"
    )]
    public static partial void HealthChanged(ILogger logger, string status, string failing);

    [LoggerMessage(9, LogLevel.Information, "Stopped.", EventName = "stopped")]
    public static partial void Stopped(ILogger logger);
}
