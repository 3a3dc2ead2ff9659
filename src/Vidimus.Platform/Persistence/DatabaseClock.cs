using Microsoft.EntityFrameworkCore;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// The database's time, for windows and leases that several nodes share, moved by the same offset as the process
/// clock in tests. On SQLite, which one machine shares, it is that machine's time.
/// </summary>
public sealed class DatabaseClock(TimeProvider clock)
{
    /// <summary>Now, as the database sees it.</summary>
    public async Task<DateTimeOffset> Now(VidimusDb db, CancellationToken cancellation)
    {
        if (!db.Database.IsNpgsql())
            return clock.GetUtcNow();
        var milliseconds = await db
            .Database.SqlQuery<double>(
                $"SELECT extract(epoch from clock_timestamp()) * 1000 AS \"Value\""
            )
            .SingleAsync(cancellation);
        var offset = clock.GetUtcNow() - TimeProvider.System.GetUtcNow();
        var drift = clock == TimeProvider.System ? TimeSpan.Zero : offset;
        return DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) + drift;
    }
}
