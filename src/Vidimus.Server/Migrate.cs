using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server;

/// <summary>Before anything else starts: the database has this version's schema, or the server does not start.</summary>
internal sealed partial class Migrate(
    IDbContextFactory<VidimusDb> databases,
    Installation installation,
    TimeProvider clock,
    ILogger<Migrate> log
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Upgrade(
            installation,
            clock,
            migration => LogMigration(log, migration),
            cancellationToken
        );
        // A server that died right after erasing somebody has not emptied the log.
        await db.EmptyLog(clock, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(3001, LogLevel.Information, "Applying migration {Migration}.")]
    private static partial void LogMigration(ILogger logger, string migration);
}
