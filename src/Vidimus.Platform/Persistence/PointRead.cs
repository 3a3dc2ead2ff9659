using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Vidimus.Platform.Persistence;

/// <summary>A prepared read of one row of any tenant by its index; see <see cref="PointReads"/>.</summary>
public sealed class PointRead<T>
    where T : class
{
    private readonly PointReads _reads;
    private readonly Lazy<PointPlan<T>> _plan;

    internal PointRead(
        PointReads reads,
        LambdaExpression by,
        LambdaExpression? on,
        LambdaExpression? take
    )
    {
        _reads = reads;
        // When the first one reads: by then the model and the connection string are known.
        _plan = new(() => reads.Plan<T>(by, on, take));
    }

    /// <summary>The row as it was last committed, by this or any other node; null when there is none.</summary>
    public ValueTask<T?> Find(params string[] key) =>
        _reads.Connections.IsPostgres ? FindOnPostgres(key) : new(FindOnSqlite(key));

    /// <summary>The row as the transaction of this context sees it; null when there is none.</summary>
    public async ValueTask<T?> FindIn(VidimusDb db, params string[] key)
    {
        var connection = db.Database.GetDbConnection();
        var transaction =
            db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("There is no transaction to read in.");
        if (connection is SqliteConnection sqlite)
        {
            var command = PreparedCommands.Of(sqlite, this, _plan.Value.Command);
            command.Transaction = (SqliteTransaction)transaction;
            return Read(command, key);
        }
        await using var once = _plan.Value.Command(connection);
        once.Transaction = transaction;
        return await ReadAsync(once, key);
    }

    private T? FindOnSqlite(string[] key)
    {
        var connection = _reads.Connections.TakeSqlite();
        try
        {
            return Read(PreparedCommands.Of(connection, this, _plan.Value.Command), key);
        }
        finally
        {
            _reads.Connections.GiveBack(connection);
        }
    }

    private async ValueTask<T?> FindOnPostgres(string[] key)
    {
        await using var connection = await _reads.Connections.OpenPostgres();
        await using var command = _plan.Value.Command(connection);
        return await ReadAsync(command, key);
    }

    private T? Read(DbCommand command, string[] key)
    {
        SetKey(command, key);
        using var row = command.ExecuteReader();
        return row.Read() ? _plan.Value.Take(row) : null;
    }

    private async ValueTask<T?> ReadAsync(DbCommand command, string[] key)
    {
        SetKey(command, key);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? _plan.Value.Take(row) : null;
    }

    private static void SetKey(DbCommand command, string[] key)
    {
        for (var i = 0; i < key.Length; i++)
            command.Parameters[i].Value = key[i];
    }
}
