using Microsoft.EntityFrameworkCore;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// The database's time, for windows and leases that several nodes share, moved by the same offset as the process
/// clock in tests. On SQLite, which one machine shares, it is that machine's time.
/// </summary>
public sealed class DatabaseClock(TimeProvider clock)
{
    private const string Milliseconds = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

    /// <summary>Now, as the database sees it.</summary>
    public async Task<DateTimeOffset> Now(VidimusDb db, CancellationToken cancellation)
    {
        if (Sql(db) is not { } sql)
            return OfThisMachine();
#pragma warning disable EF1002 // a constant
        return OfDatabase(
            await db
                .Database.SqlQueryRaw<long>($"SELECT {sql} AS \"Value\"")
                .SingleAsync(cancellation)
        );
#pragma warning restore EF1002
    }

    /// <summary>The database's time in milliseconds as SQL; null on SQLite.</summary>
    internal static string? Sql(VidimusDb db) => db.Database.IsNpgsql() ? Milliseconds : null;

    internal DateTimeOffset OfThisMachine() => clock.GetUtcNow();

    internal DateTimeOffset OfDatabase(long milliseconds)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        if (clock == TimeProvider.System)
            return now;
        // A test's clock may stand still: what the reading took must not be seen in it, another time of the database must.
        var ahead = Math.Round((now - TimeProvider.System.GetUtcNow()).TotalMinutes);
        return clock.GetUtcNow() + TimeSpan.FromMinutes(ahead);
    }
}
