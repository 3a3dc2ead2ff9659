using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Ends a node whose database was restored from a backup or exchanged under it: everything it holds in memory (proofs,
/// status lists, token keys, positions drawn for new credentials) belongs to a past that is no more. Whatever
/// supervises the process starts it again.
/// </summary>
internal sealed partial class WatchInstallation(
    IDbContextFactory<VidimusDb> databases,
    Installation installation,
    IHostApplicationLifetime host,
    TimeProvider clock,
    ILogger<WatchInstallation> log
) : PeriodicWork(TimeSpan.FromSeconds(5), clock, log)
{
    protected override async Task Round(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await installation.Look(db, cancellation);
        if (found == installation.Served)
            return;
        LogExchanged(log, installation.Served?.ToString() ?? "", found?.ToString() ?? "nothing");
        host.StopApplication();
    }

    [LoggerMessage(
        1004,
        LogLevel.Critical,
        "The database was restored or exchanged: this node started on {Served} and finds {Found}. It stops; start it again."
    )]
    private static partial void LogExchanged(ILogger logger, string served, string found);
}
