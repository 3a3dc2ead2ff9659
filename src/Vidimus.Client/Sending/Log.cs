using Microsoft.Extensions.Logging;

namespace Vidimus.Client;

/// <summary>The two lines a call can leave.</summary>
internal static partial class Log
{
    public static void Finished(ILogger logger, CallLog log)
    {
        var milliseconds = (long)log.Duration.TotalMilliseconds;
        if (log.Code is null)
            Succeeded(
                logger,
                log.Method,
                log.Endpoint,
                log.Status,
                milliseconds,
                log.Retries,
                log.CorrelationId,
                log.RequestId
            );
        else
            Failed(
                logger,
                log.Method,
                log.Endpoint,
                log.Code,
                log.Status,
                milliseconds,
                log.Retries,
                log.CorrelationId,
                log.RequestId
            );
    }

    [LoggerMessage(
        1,
        LogLevel.Information,
        "{Method} {Endpoint}: {Status} in {DurationMs} ms, retries {Retries}, correlation {CorrelationId}, request {RequestId}"
    )]
    private static partial void Succeeded(
        ILogger logger,
        string method,
        string endpoint,
        int? status,
        long durationMs,
        int retries,
        string correlationId,
        string? requestId
    );

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "{Method} {Endpoint}: {Code}, status {Status} in {DurationMs} ms, retries {Retries}, correlation {CorrelationId}, request {RequestId}"
    )]
    private static partial void Failed(
        ILogger logger,
        string method,
        string endpoint,
        string code,
        int? status,
        long durationMs,
        int retries,
        string correlationId,
        string? requestId
    );
}
