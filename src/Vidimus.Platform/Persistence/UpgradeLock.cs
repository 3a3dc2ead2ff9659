using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Lets one process at a time change the schema, for as long as the process lives and no longer. On PostgreSQL an
/// advisory lock of the session, on SQLite a lock on a file beside the database: the system lets go of both when their
/// holder dies, where a row (which Entity Framework writes on SQLite) would stand in everybody's way for ever.
/// </summary>
internal sealed class UpgradeLock : IAsyncDisposable
{
    private const long Number = 0x56_49_44_49_4d_55_53; // "VIDIMUS"
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private readonly VidimusDb? _db;
    private readonly FileStream? _file;

    private UpgradeLock(VidimusDb? db, FileStream? file)
    {
        _db = db;
        _file = file;
    }

    public static Task<UpgradeLock> Take(
        VidimusDb db,
        TimeProvider clock,
        CancellationToken cancellation
    ) => db.Database.IsSqlite() ? TakeFile(db, clock, cancellation) : TakeSession(db, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
            await _file.DisposeAsync();
        if (_db is null)
            return;
        if (_db.Database.GetDbConnection().State == ConnectionState.Open)
            await _db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({Number})");
        _db.Database.SetCommandTimeout((int?)null);
        await _db.Database.CloseConnectionAsync();
    }

    private static async Task<UpgradeLock> TakeSession(VidimusDb db, CancellationToken cancellation)
    {
        // Held open, so that the lock and the migrations have one session. A migration may take its time.
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            db.Database.SetCommandTimeout(LongestWait * 2);
            await db.Database.ExecuteSqlAsync(
                $"SELECT set_config('lock_timeout', {LongestWait.TotalMilliseconds.ToString("0", System.Globalization.CultureInfo.InvariantCulture)}, false), set_config('idle_in_transaction_session_timeout', '0', false)",
                cancellation
            );
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({Number})", cancellation);
            // Whoever reads or writes an old table now waits behind the migration that waits for its lock.
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
            await db.Database.ExecuteSqlAsync(
                $"SELECT set_config('lock_timeout', '20s', false)",
                cancellation
            );
            return new(db, null);
        }
        catch (Exception e)
        {
            await db.Database.CloseConnectionAsync();
            if (Transient.Root(e) is PostgresException { SqlState: "55P03" })
                throw StillLocked(e);
            throw;
        }
    }

    private static async Task<UpgradeLock> TakeFile(
        VidimusDb db,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var path = db.Database.GetDbConnection().DataSource + ".upgrade";
        for (var until = clock.GetUtcNow() + LongestWait; ; )
        {
            try
            {
                var file = new FileStream(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                );
                await ForgetTheDead(db, cancellation);
                return new(null, file);
            }
            catch (IOException e)
            {
                if (clock.GetUtcNow() > until)
                    throw StillLocked(e);
                await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellation);
            }
        }
    }

    // Nobody migrates but who holds the file: a row of Entity Framework's own lock is a dead process's.
    private static async Task ForgetTheDead(VidimusDb db, CancellationToken cancellation)
    {
        var locked = await db
            .Database.SqlQuery<int>(
                $"SELECT count(*) AS \"Value\" FROM sqlite_master WHERE name = '__EFMigrationsLock'"
            )
            .SingleAsync(cancellation);
        if (locked > 0)
            await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellation);
    }

    private static InvalidOperationException StillLocked(Exception inner) =>
        new(
            "Another process has been changing this database's schema for two minutes. Wait until it has finished, or end it, and start again.",
            inner
        );
}
