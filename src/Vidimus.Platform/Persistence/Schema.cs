using Microsoft.EntityFrameworkCore;

namespace Vidimus.Platform.Persistence;

/// <summary>The schema of the database: what it has, what this version wants, and whether it answers.</summary>
public static class Schema
{
    /// <summary>Migrations that the database has.</summary>
    public static async Task<IReadOnlyList<string>> AppliedMigrations(this VidimusDb db, CancellationToken cancellation) =>
        [.. await db.Database.GetAppliedMigrationsAsync(cancellation)];

    /// <summary>Migrations of this version.</summary>
    public static IReadOnlyList<string> KnownMigrations(this VidimusDb db) => [.. db.Database.GetMigrations()];

    /// <summary>Brings the database to this version's schema.</summary>
    public static Task ApplyMigrations(this VidimusDb db, CancellationToken cancellation) => db.Database.MigrateAsync(cancellation);

    /// <summary>Creates the schema straight from the model; the drift test compares it with the migrations' one.</summary>
    public static Task CreateFromModel(this VidimusDb db, CancellationToken cancellation) => db.Database.EnsureCreatedAsync(cancellation);

    /// <summary>Reads one row from the database; throws when it does not answer.</summary>
    public static async Task Ping(this VidimusDb db, CancellationToken cancellation) =>
        await db.Set<TallyRow>().AsNoTracking().FirstOrDefaultAsync(cancellation);

    /// <summary>
    /// Writes a consistent copy of the SQLite database to a new file while the server runs (VACUUM INTO,
    /// sqlite.org/lang_vacuum.html). PostgreSQL has its own tools for this.
    /// </summary>
    public static async Task BackUp(this VidimusDb db, string file, CancellationToken cancellation)
    {
        if (!db.Database.IsSqlite())
            throw new InvalidOperationException("This command copies a SQLite database. Back up PostgreSQL with pg_dump or continuous archiving.");
        if (File.Exists(file))
            throw new InvalidOperationException($"{file} exists already; name a new file.");
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {file}", cancellation);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
