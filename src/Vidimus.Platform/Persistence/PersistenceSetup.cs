using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Vidimus.Platform.Persistence;

internal static class PersistenceSetup
{
    public static void Configure(
        IServiceProvider services,
        DbContextOptionsBuilder builder,
        string? migrationsAssembly
    )
    {
        var options = services.GetRequiredService<PersistenceOptions>();
        if (options.IsPostgres)
        {
            builder.UseNpgsql(
                ConnectionString(options),
                npgsql => npgsql.MigrationsAssembly(migrationsAssembly)
            );
        }
        else
        {
            Directory.CreateDirectory(options.Folder);
            builder.UseSqlite(
                ConnectionString(options),
                sqlite => sqlite.MigrationsAssembly(migrationsAssembly)
            );
            builder.AddInterceptors(new SqlitePragmas());
        }
        builder.ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning));
        builder.EnableThreadSafetyChecks(false);
    }

    // postgresql.org/docs/current/runtime-config-client.html
    private static string ServerSide(TimeSpan wait) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"-c lock_timeout={wait.TotalMilliseconds:0} -c idle_in_transaction_session_timeout={3 * wait.TotalMilliseconds:0}"
        );

    /// <summary>What a connection that only reads, beside those of the contexts, is told once.</summary>
    public const string ReadingPragmas =
        "PRAGMA query_only=ON; PRAGMA cache_size=-4096; PRAGMA mmap_size=268435456;";

    /// <summary>The connection string with our settings; the same text everywhere, since connections are pooled by it.</summary>
    public static string ConnectionString(PersistenceOptions options)
    {
        if (!options.IsPostgres)
            return new SqliteConnectionStringBuilder
            {
                DataSource = options.SqliteFile,
                ForeignKeys = true,
                DefaultTimeout = 10,
            }.ConnectionString;
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        // ContainsKey knows every name there is; this tells which were given.
        if (!connection.ShouldSerialize("Max Auto Prepare"))
            connection.MaxAutoPrepare = 100;
        // How long a request waits for a connection when all are taken, before it is told to come back.
        if (!connection.ShouldSerialize("Timeout"))
            connection.Timeout = (int)Math.Ceiling(options.WriteWait.TotalSeconds);
        if (!connection.ShouldSerialize("Command Timeout"))
            connection.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        if (!connection.ShouldSerialize("Options") && options.LockTimeout > TimeSpan.Zero)
            connection.Options = ServerSide(options.LockTimeout);
        return connection.ConnectionString;
    }

    /// <summary>
    /// WAL lets readers and the writer work at once; synchronous=FULL makes a commit durable before it is answered;
    /// secure_delete overwrites what is erased (sqlite.org/pragma.html).
    /// </summary>
    private sealed class SqlitePragmas : DbConnectionInterceptor
    {
        private const string Text =
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-32768; PRAGMA mmap_size=268435456;";

        private readonly ConditionalWeakTable<object, object> _ready = [];

        public override void ConnectionOpened(
            DbConnection connection,
            ConnectionEndEventData eventData
        )
        {
            // The pool hands the same native connection out again, as it was set up the first time.
            if (
                connection is not SqliteConnection { Handle: { } native }
                || _ready.TryGetValue(native, out _)
            )
                return;
            _ready.AddOrUpdate(native, native);
            using var command = connection.CreateCommand();
            command.CommandText = Text;
            command.ExecuteNonQuery();
        }

        public override Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }
    }
}
