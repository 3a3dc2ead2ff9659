using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Server;

/// <summary>Before anything else starts: the database has this version's schema, or the server does not start.</summary>
internal sealed partial class Migrate(
    IDbContextFactory<VidimusDb> databases,
    TimeProvider clock,
    ILogger<Migrate> log
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var applied = await db.AppliedMigrations(cancellationToken);
        var known = db.KnownMigrations().ToHashSet();
        if (applied.FirstOrDefault(a => !known.Contains(a)) is { } newer)
        {
            throw new InvalidOperationException(
                $"The database was written by a newer version of Vidimus (migration {newer} is not known to this one). Start that version, or restore a backup made before the upgrade."
            );
        }
        foreach (var missing in known.Except(applied).Order(StringComparer.Ordinal))
            LogMigration(log, missing);
        await db.ApplyMigrations(cancellationToken);
        // A server that died right after erasing somebody has not emptied the log.
        await db.EmptyLog(clock, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(3001, LogLevel.Information, "Applying migration {Migration}.")]
    private static partial void LogMigration(ILogger logger, string migration);
}
