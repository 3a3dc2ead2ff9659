using System.Globalization;
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
        if (!db.Database.IsNpgsql())
            return clock.GetUtcNow();
        var milliseconds = await db
            .Database.SqlQuery<double>(
                $"SELECT extract(epoch from clock_timestamp()) * 1000 AS \"Value\""
            )
            .SingleAsync(cancellation);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) + Drift;
    }

    /// <summary>
    /// Now, in milliseconds, as an expression for a statement whose parameter at <paramref name="position"/> is the
    /// number answered: the moment is then the statement's own, however long it had to wait.
    /// </summary>
    internal (string Sql, long Parameter) Moment(VidimusDb db, int position)
    {
        var parameter = string.Create(CultureInfo.InvariantCulture, $"{{{position}}}");
        return db.Database.IsNpgsql()
            ? ($"({Milliseconds} + {parameter})", (long)Drift.TotalMilliseconds)
            : (parameter, clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private TimeSpan Drift =>
        clock == TimeProvider.System
            ? TimeSpan.Zero
            : clock.GetUtcNow() - TimeProvider.System.GetUtcNow();
}
