using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

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
        LambdaExpression take,
        bool otherMayMiss = false
    )
    {
        _reads = reads;
        // When the first one reads: by then the model and the connection string are known.
        _plan = new(() => reads.Plan<T>(by, on, take, otherMayMiss));
    }

    /// <summary>The row as it was last committed, by this or any other node; null when there is none.</summary>
    public ValueTask<T?> Find(params string[] key) =>
        _reads.Connections.IsPostgres
            ? OnPostgres(key, One)
            : new(OnSqlite(key, static (plan, rows) => rows.Read() ? plan.Take(rows) : null));

    /// <summary>All rows of this key, for an index under which there are few.</summary>
    public ValueTask<List<T>> FindAll(params string[] key) =>
        _reads.Connections.IsPostgres ? OnPostgres(key, AllAsync) : new(OnSqlite(key, AllOf));

    /// <summary>The row as the transaction of this context sees it; null when there is none.</summary>
    public async ValueTask<T?> FindIn(VidimusDb db, params string[] key)
    {
        var transaction =
            db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("There is no transaction to read in.");
        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            var command = PreparedCommands.Of(sqlite, this, _plan.Value.Command);
            command.Transaction = transaction;
            SetKey(command, key);
            using var row = command.ExecuteReader();
            return row.Read() ? _plan.Value.Take(row) : null;
        }
        await using var once = _plan.Value.Command(transaction.Connection!);
        once.Transaction = transaction;
        SetKey(once, key);
        await using var rows = await once.ExecuteReaderAsync();
        return await One(_plan.Value, rows);
    }

    /// <summary>
    /// All rows of each of these keys, as the transaction of this context sees them; for a read whose key is one column.
    /// One statement on PostgreSQL.
    /// </summary>
    public ValueTask<List<T>> FindAllIn(VidimusDb db, params string[] keys) =>
        FindAllIn(db, keys, []);

    /// <summary>As above, for a read whose key has more columns, in which all that is wanted has <paramref name="rest"/>.</summary>
    public async ValueTask<List<T>> FindAllIn(VidimusDb db, string[] keys, string[] rest)
    {
        var transaction =
            db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("There is no transaction to read in.");
        if (db.Database.GetDbConnection() is not SqliteConnection sqlite)
        {
            await using var once = _plan.Value.CommandOfMany(transaction.Connection!, keys, rest);
            once.Transaction = transaction;
            await using var found = await once.ExecuteReaderAsync();
            return await AllAsync(_plan.Value, found);
        }
        List<T> all = [];
        var command = PreparedCommands.Of(sqlite, this, _plan.Value.Command);
        command.Transaction = transaction;
        foreach (var key in keys)
        {
            SetKey(command, [key, .. rest]);
            using var rows = command.ExecuteReader();
            all.AddRange(AllOf(_plan.Value, rows));
        }
        return all;
    }

    /// <summary>
    /// All rows of each of these keys, in their order: on PostgreSQL the statements go there and back together, so that
    /// many keys cost one round trip.
    /// </summary>
    public async ValueTask<IReadOnlyList<List<T>>> FindEach(IReadOnlyList<string[]> keys)
    {
        var found = new List<List<T>>(keys.Count);
        if (_reads.Connections.IsPostgres)
        {
            foreach (var some in keys.Chunk(MostTogether))
                await Together(some, found);
            return found;
        }
        foreach (var key in keys)
            found.Add(OnSqlite(key, AllOf));
        return found;
    }

    private const int MostTogether = 256;

    private async Task Together(string[][] keys, List<List<T>> found)
    {
        var plan = _plan.Value;
        await using var connection = await _reads.Connections.OpenPostgres();
        await using var batch = connection.CreateBatch();
        foreach (var key in keys)
        {
            var command = new NpgsqlBatchCommand(plan.Sql);
            for (var i = 0; i < key.Length; i++)
                command.Parameters.Add(new NpgsqlParameter<string>($"p{i}", key[i]));
            batch.BatchCommands.Add(command);
        }
        await using var rows = await batch.ExecuteReaderAsync();
        do found.Add(await AllAsync(plan, rows));
        while (await rows.NextResultAsync());
    }

    private TResult OnSqlite<TResult>(string[] key, Func<PointPlan<T>, DbDataReader, TResult> read)
    {
        var connection = _reads.Connections.TakeSqlite();
        try
        {
            var command = PreparedCommands.Of(connection, this, _plan.Value.Command);
            SetKey(command, key);
            using var rows = command.ExecuteReader();
            return read(_plan.Value, rows);
        }
        finally
        {
            _reads.Connections.GiveBack(connection);
        }
    }

    private async ValueTask<TResult> OnPostgres<TResult>(
        string[] key,
        Func<PointPlan<T>, DbDataReader, ValueTask<TResult>> read
    )
    {
        await using var connection = await _reads.Connections.OpenPostgres();
        await using var command = _plan.Value.Command(connection);
        SetKey(command, key);
        await using var rows = await command.ExecuteReaderAsync();
        return await read(_plan.Value, rows);
    }

    private static async ValueTask<T?> One(PointPlan<T> plan, DbDataReader rows) =>
        await rows.ReadAsync() ? plan.Take(rows) : null;

    private static async ValueTask<List<T>> AllAsync(PointPlan<T> plan, DbDataReader rows)
    {
        List<T> all = [];
        while (await rows.ReadAsync())
            all.Add(plan.Take(rows));
        return all;
    }

    private static List<T> AllOf(PointPlan<T> plan, DbDataReader rows)
    {
        List<T> all = [];
        while (rows.Read())
            all.Add(plan.Take(rows));
        return all;
    }

    private static void SetKey(DbCommand command, string[] key)
    {
        for (var i = 0; i < key.Length; i++)
            command.Parameters[i].Value = key[i];
    }
}
