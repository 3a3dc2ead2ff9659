using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Work that one node at a time does again and again. A node without the lease asks for it at each pause, so that another
/// takes over soon after a holder stopped; a holder that is told to stop gives it back at once. What a round writes, it
/// writes under <see cref="Leases.Demand"/>.
/// </summary>
public abstract partial class LeasedWork(
    string name,
    TimeSpan length,
    TimeSpan pause,
    Leases leases,
    TimeProvider clock,
    ILogger log
) : BackgroundService
{
    private Lease? _lease;

    /// <summary>One round; true when more is waiting, and the next one begins without a pause.</summary>
    protected abstract Task<bool> Round(Lease lease, CancellationToken cancellation);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (!await Try(stoppingToken))
                    await Task.Delay(pause, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the server, and of this work.
        }
        await GiveBack();
    }

    private async Task<bool> Try(CancellationToken cancellation)
    {
        try
        {
            return await Hold(cancellation) is { } lease && await Round(lease, cancellation);
        }
        catch (LeaseLostException)
        {
            _lease = null;
            LogLost(log, name);
            return false;
        }
        catch (Exception e)
            when (e is not OutOfMemoryException
                && !(e is OperationCanceledException && cancellation.IsCancellationRequested)
            )
        {
            LogFailed(log, name, e);
            return false;
        }
    }

    /// <summary>The lease: the one held while it lasts, renewed after a third of its length, or a new one.</summary>
    private async Task<Lease?> Hold(CancellationToken cancellation)
    {
        if (_lease is { } held && !leases.Lasts(held, held.Length * 2 / 3))
            _lease = await leases.Renew(held, cancellation);
        return _lease ??= await leases.Acquire(name, length, cancellation);
    }

    private async Task GiveBack()
    {
        if (_lease is not { } held)
            return;
        try
        {
            await leases.Release(held, CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogFailed(log, name, e); // it ends by itself
        }
    }

    [LoggerMessage(
        1004,
        LogLevel.Warning,
        "The lease {Name} went to another node or ended; what this node was about to write is not written."
    )]
    private static partial void LogLost(ILogger logger, string name);

    [LoggerMessage(1005, LogLevel.Error, "A round of {Name} failed; the next one follows.")]
    private static partial void LogFailed(ILogger logger, string name, Exception exception);
}
