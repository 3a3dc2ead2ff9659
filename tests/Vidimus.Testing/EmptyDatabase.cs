using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Vidimus.Platform.Persistence;
using Vidimus.Server;

namespace Vidimus.Testing;

/// <summary>
/// Databases with this version's schema and nothing in them, made once a run by the server's own migrations. Hundreds of
/// servers start in a run, and to migrate is most of a start's work: each gets a copy. Servers in processes of their own
/// begin with no schema at all, as an operator's does.
/// </summary>
internal static class EmptyDatabase
{
    private const string FileName = "vidimus.db";
    private static readonly Lazy<Task<string>> SqliteFile = new(MakeFile);
    private static readonly Lazy<Task<string>> Template = new(MakeTemplate);

    /// <summary>Puts a SQLite database into a data folder.</summary>
    public static async Task PutInto(string folder) =>
        File.Copy(await SqliteFile.Value, Path.Combine(folder, FileName));

    /// <summary>Creates a PostgreSQL database and answers its connection string.</summary>
    public static async Task<string> Create() =>
        await PostgresServer.CreateDatabase(await Template.Value);

    private static async Task<string> MakeFile()
    {
        var folder = Directory.CreateTempSubdirectory("vidimus-test-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        await Migrate($"--Database:Folder={folder}");
        // With its last connection SQLite puts the log into the file and removes it (sqlite.org/wal.html, section 2.3).
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        var file = Path.Combine(folder, FileName);
        if (File.Exists(file + "-wal"))
            throw new InvalidOperationException($"Somebody still has {file} open.");
        return file;
    }

    private static async Task<string> MakeTemplate()
    {
        var connection = new NpgsqlConnectionStringBuilder(await PostgresServer.CreateDatabase())
        {
            // PostgreSQL copies a database that nobody is connected to.
            Pooling = false,
        };
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            PostgresServer.DropGiven(connection.ConnectionString);
        await Migrate($"--Database:ConnectionString={connection.ConnectionString}");
        return connection.Database!;
    }

    private static async Task Migrate(string setting)
    {
        var builder = Composition.Builder([setting]);
        Composition.Services(builder);
        builder.Logging.ClearProviders().AddProvider(Output.Logs());
        await using var server = builder.Build();
        var databases = server.Services.GetRequiredService<IDbContextFactory<VidimusDb>>();
        await using var db = await databases.CreateDbContextAsync();
        await db.Database.MigrateAsync();
    }
}
