using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Work that is done again and again beside the requests. A round that fails is logged and the next one comes: a
/// database that is away for a moment ends no server.
/// </summary>
public abstract partial class PeriodicWork(TimeSpan pause, TimeProvider clock, ILogger log)
    : BackgroundService
{
    /// <summary>One round.</summary>
    protected abstract Task Round(CancellationToken cancellation);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception e)
                when (e is not OutOfMemoryException
                    && !(e is OperationCanceledException && stoppingToken.IsCancellationRequested)
                )
            {
                LogFailed(log, GetType().Name, e);
            }
        }
    }

    [LoggerMessage(1003, LogLevel.Error, "A round of {Work} failed; the next one follows.")]
    private static partial void LogFailed(ILogger logger, string work, Exception exception);
}
