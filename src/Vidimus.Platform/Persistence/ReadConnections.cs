using System.Collections.Concurrent;
using System.Data;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Connections for point reads. On SQLite some are held open, each with its prepared commands: opening one costs
/// more than the read. A statement of its own sees what was committed before it began (sqlite.org/isolation.html).
/// </summary>
internal sealed class ReadConnections(PersistenceOptions options) : IDisposable
{
    /// <summary>A read takes microseconds and never waits, so no more are in use at once than threads run.</summary>
    private const int MostIdle = 16;

    private readonly ConcurrentQueue<SqliteConnection> _idle = new();
    private volatile bool _disposed;

    public bool IsPostgres => options.IsPostgres;

    public SqliteConnection TakeSqlite()
    {
        if (_idle.TryDequeue(out var connection))
            return connection;
        // Not of the common pool: nobody else may get a connection that refuses to write.
        connection = new SqliteConnection(
            PersistenceSetup.ConnectionString(options) + ";Pooling=False"
        );
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = PersistenceSetup.ReadingPragmas;
        command.ExecuteNonQuery();
        return connection;
    }

    public void GiveBack(SqliteConnection connection)
    {
        if (!_disposed && _idle.Count < MostIdle)
            _idle.Enqueue(connection);
        else
            connection.Dispose();
    }

    public async ValueTask<NpgsqlConnection> OpenPostgres()
    {
        var connection = new NpgsqlConnection(PersistenceSetup.ConnectionString(options));
        await connection.OpenAsync();
        return connection;
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryDequeue(out var connection))
            connection.Dispose();
    }
}
