using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Inserts new rows by prepared commands. The change tracker's care costs several times what the database does for a
/// row, and new rows that nobody looks at again have no use for it.
/// </summary>
internal static class ManyRows
{
    private const int RowsInBatch = 200;

    private static readonly ConditionalWeakTable<IEntityType, Insertion> Insertions = [];

    public static async Task Insert(
        VidimusDb db,
        IReadOnlyList<(Type Kind, IReadOnlyList<object> Rows)> all
    )
    {
        var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        try
        {
            if (db.Database.GetDbConnection() is SqliteConnection sqlite)
                OneByOne(sqlite, (SqliteTransaction)transaction, db.Model, all);
            else
                await InBatches(transaction, db.Model, all);
        }
        catch (DbException refused)
        {
            // As the context says it, so that the commit path tells a row of somebody else's from a broken database.
            throw new DbUpdateException(
                $"Rows of {string.Join(", ", all.Select(a => a.Kind.Name))} were refused.",
                refused
            );
        }
    }

    /// <summary>SQLite: statements that the connection has compiled once, and no round trips.</summary>
    private static void OneByOne(
        SqliteConnection connection,
        SqliteTransaction transaction,
        IModel model,
        IReadOnlyList<(Type Kind, IReadOnlyList<object> Rows)> all
    )
    {
        foreach (var (kind, rows) in all)
        {
            if (rows.Count == 0)
                continue;
            var insertion = InsertionOf(model, kind);
            var command = PreparedCommands.Of(
                connection,
                insertion,
                c => insertion.Command(c, rows[0])
            );
            command.Transaction = transaction;
            foreach (var row in rows)
            {
                insertion.SetValues(command, row);
                command.ExecuteNonQuery();
            }
        }
    }

    /// <summary>PostgreSQL: all statements, of whatever kinds, in one round trip.</summary>
    private static async Task InBatches(
        DbTransaction transaction,
        IModel model,
        IReadOnlyList<(Type Kind, IReadOnlyList<object> Rows)> all
    )
    {
        var connection = transaction.Connection!;
        using var maker = connection.CreateCommand();
        var rows = all.SelectMany(a => a.Rows, (a, row) => (InsertionOf(model, a.Kind), row));
        foreach (var part in rows.Chunk(RowsInBatch))
        {
            await using var batch = connection.CreateBatch();
            batch.Transaction = transaction;
            foreach (var (insertion, row) in part)
            {
                var command = batch.CreateBatchCommand();
                command.CommandText = insertion.Text;
                insertion.AddParameters(command.Parameters, maker, row);
                batch.BatchCommands.Add(command);
            }
            await batch.ExecuteNonQueryAsync();
        }
    }

    private static Insertion InsertionOf(IModel model, Type kind) =>
        Insertions.GetValue(model.FindEntityType(kind)!, static entity => new Insertion(entity));

    private sealed class Insertion
    {
        private readonly Column[] _columns;

        public Insertion(IEntityType entity)
        {
            _columns = [.. entity.GetProperties().Select((p, i) => new Column(p, $"@p{i}"))];
            var names = string.Join(", ", _columns.Select(c => c.Name));
            var values = string.Join(", ", _columns.Select(c => c.Parameter));
            Text = $"INSERT INTO {entity.GetTableName()} ({names}) VALUES ({values})";
        }

        public string Text { get; }

        public DbCommand Command(DbConnection connection, object row)
        {
            var command = connection.CreateCommand();
            command.CommandText = Text;
            AddParameters(command.Parameters, command, row);
            return command;
        }

        public void AddParameters(DbParameterCollection parameters, DbCommand maker, object row)
        {
            foreach (var column in _columns)
                parameters.Add(column.ParameterOf(maker, row));
        }

        public void SetValues(DbCommand command, object row)
        {
            for (var i = 0; i < _columns.Length; i++)
                command.Parameters[i].Value = _columns[i].ValueOf(row);
        }
    }

    private sealed class Column(IProperty property, string parameter)
    {
        private readonly RelationalTypeMapping _mapping = property.GetRelationalTypeMapping();

        public string Name { get; } = property.GetColumnName();

        public string Parameter => parameter;

        public object ValueOf(object row)
        {
            var value = property.PropertyInfo!.GetValue(row);
            return (
                    _mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value
                ) ?? DBNull.Value;
        }

        public DbParameter ParameterOf(DbCommand command, object row) =>
            _mapping.CreateParameter(
                command,
                parameter,
                property.PropertyInfo!.GetValue(row),
                property.IsNullable
            );
    }
}
