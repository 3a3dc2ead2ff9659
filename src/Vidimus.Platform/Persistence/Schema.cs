using Microsoft.EntityFrameworkCore;

namespace Vidimus.Platform.Persistence;

/// <summary>The schema of the database: what it has, what this version wants, and whether it answers.</summary>
public static class Schema
{
    /// <summary>Migrations that the database has.</summary>
    public static async Task<IReadOnlyList<string>> AppliedMigrations(
        this VidimusDb db,
        CancellationToken cancellation
    ) => [.. await db.Database.GetAppliedMigrationsAsync(cancellation)];

    /// <summary>Migrations of this version.</summary>
    public static IReadOnlyList<string> KnownMigrations(this VidimusDb db) =>
        [.. db.Database.GetMigrations()];

    /// <summary>
    /// Brings the database to this version's schema and settles whose it is; one process at a time, whoever starts with
    /// it waits. Throws when this version must not touch the database.
    /// </summary>
    public static async Task Upgrade(
        this VidimusDb db,
        Installation installation,
        TimeProvider clock,
        Action<string> migrating,
        CancellationToken cancellation
    )
    {
        await using var only = await UpgradeLock.Take(db, clock, cancellation);
        var applied = await db.AppliedMigrations(cancellation);
        var known = db.KnownMigrations();
        if (applied.FirstOrDefault(a => !known.Contains(a)) is { } newer)
            throw new InvalidOperationException(
                $"The database was written by a newer version of Vidimus (migration {newer} is not known to this one). Start that version, or restore a backup made before the upgrade."
            );
        await installation.Demand(db, applied.Count == 0, cancellation);
        foreach (var missing in known.Except(applied).Order(StringComparer.Ordinal))
            migrating(missing);
        await db.Database.MigrateAsync(cancellation);
        await installation.Settle(db, cancellation);
    }

    /// <summary>Holds off every other process that changes the schema or starts for the first time.</summary>
    public static async Task<IAsyncDisposable> OneAtATime(
        this VidimusDb db,
        TimeProvider clock,
        CancellationToken cancellation
    ) => await UpgradeLock.Take(db, clock, cancellation);

    /// <summary>True once the database has the table that says whose it is.</summary>
    internal static async Task<bool> HasInstallation(
        this VidimusDb db,
        CancellationToken cancellation
    ) =>
        db.Database.IsSqlite()
            ? await db
                .Database.SqlQuery<int>(
                    $"SELECT count(*) AS \"Value\" FROM sqlite_master WHERE name = 'platform_installation'"
                )
                .SingleAsync(cancellation) > 0
            : await db
                .Database.SqlQuery<bool>(
                    $"SELECT to_regclass('platform_installation') IS NOT NULL AS \"Value\""
                )
                .SingleAsync(cancellation);

    /// <summary>Creates the schema straight from the model; the drift test compares it with the migrations' one.</summary>
    public static async Task CreateFromModel(this VidimusDb db, CancellationToken cancellation)
    {
        await db.Database.EnsureCreatedAsync(cancellation);
        var sqlite = db.Database.IsSqlite();
        foreach (var statement in db.TextIndexes.SelectMany(i => TextSchema.Statements(i, sqlite)))
            await db.Database.ExecuteSqlRawAsync(statement, cancellation);
    }

    /// <summary>
    /// Empties SQLite's write-ahead log, which goes on holding what was written and deleted since until it happens to be
    /// written over (sqlite.org/wal.html, section 6). Tries for a second: a reader or writer may stand in the way.
    /// PostgreSQL's log is the operator's to keep and to remove.
    /// </summary>
    public static async Task EmptyLog(
        this VidimusDb db,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (!db.Database.IsSqlite())
            return;
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            // The first column is 1 when somebody stood in the way.
            for (
                var attempt = 1;
                attempt <= 40 && await command.ExecuteScalarAsync(cancellation) is not 0L;
                attempt++
            )
                await Task.Delay(TimeSpan.FromMilliseconds(25), clock, cancellation);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Reads one row from the database; throws when it does not answer.</summary>
    public static async Task Ping(this VidimusDb db, CancellationToken cancellation) =>
        await db.Across<TallyRow>().AsNoTracking().FirstOrDefaultAsync(cancellation);

    /// <summary>
    /// Writes a consistent copy of the SQLite database to a new file while the server runs (VACUUM INTO,
    /// sqlite.org/lang_vacuum.html). PostgreSQL has its own tools for this.
    /// </summary>
    public static async Task BackUp(this VidimusDb db, string file, CancellationToken cancellation)
    {
        if (!db.Database.IsSqlite())
            throw new InvalidOperationException(
                "This command copies a SQLite database. Back up PostgreSQL with pg_dump or continuous archiving."
            );
        if (File.Exists(file))
            throw new InvalidOperationException($"{file} exists already; name a new file.");
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {file}", cancellation);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
