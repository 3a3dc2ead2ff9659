using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Inserts new rows by prepared commands. The change tracker's care costs several times what the database does for a
/// row, and new rows that nobody looks at again have no use for it. Rows of sums are added to the row that is there
/// already.
/// </summary>
internal static class ManyRows
{
    private const int RowsInBatch = 200;

    // From so many on it is worth compiling the statement once more.
    private const int FewRows = 32;
    private static readonly ConditionalWeakTable<IEntityType, Insertion> Insertions = [];

    /// <summary>Rows of several kinds, in this order; on PostgreSQL in one round trip.</summary>
    public static Task Insert(
        VidimusDb db,
        IReadOnlyList<(Type Kind, IReadOnlyList<object> Rows)> all
    ) => Run(db, all, static insertion => insertion.Plain);

    /// <summary>Inserts each row unless one with the same key is there.</summary>
    public static Task InsertMissing(VidimusDb db, Type kind, IReadOnlyList<object> rows) =>
        Run(db, [(kind, rows)], static insertion => insertion.Missing);

    /// <summary>Inserts each row, or adds its numbers to those of the row with the same key.</summary>
    public static Task AddUp(VidimusDb db, Type kind, IReadOnlyList<object> rows) =>
        Run(db, [(kind, rows)], static insertion => insertion.Adding);

    private static async Task Run(
        VidimusDb db,
        IReadOnlyList<(Type Kind, IReadOnlyList<object> Rows)> all,
        Func<Insertion, string> text
    )
    {
        if (all.All(a => a.Rows.Count == 0))
            return;
        var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        var copies = all.SelectMany(a => a.Rows).OfType<Copies>().ToList();
        var kinds = all.Where(a => a.Kind != typeof(Copies))
            .Select(a => (InsertionOf(db.Model, a.Kind), a.Rows));
        try
        {
            if (db.Database.GetDbConnection() is SqliteConnection sqlite)
                OneByOne(sqlite, (SqliteTransaction)transaction, kinds, text);
            else
                await InBatches(transaction, kinds, text);
            foreach (var one in copies)
                await CopiedRows.Insert(db, one);
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
        IEnumerable<(Insertion, IReadOnlyList<object>)> kinds,
        Func<Insertion, string> text
    )
    {
        foreach (var (insertion, rows) in kinds)
        {
            if (rows.Count == 0)
                continue;
            if (rows.Count >= FewRows && insertion.IsPlain)
            {
                using var statement = new SqliteStatement(connection, text(insertion));
                foreach (var row in rows)
                {
                    insertion.Bind(statement, row);
                    statement.Run();
                }
                continue;
            }
            var command = PreparedCommands.Of(
                connection,
                text(insertion),
                c => insertion.Command(c, text(insertion), rows[0])
            );
            command.Transaction = transaction;
            foreach (var row in rows)
            {
                insertion.SetValues(command, row);
                command.ExecuteNonQuery();
            }
            insertion.Clear(command);
        }
    }

    /// <summary>PostgreSQL: all statements, of whatever kinds, in one round trip.</summary>
    private static async Task InBatches(
        DbTransaction transaction,
        IEnumerable<(Insertion Insertion, IReadOnlyList<object> Rows)> kinds,
        Func<Insertion, string> text
    )
    {
        var connection = transaction.Connection!;
        using var maker = connection.CreateCommand();
        var rows = kinds.SelectMany(k => k.Rows, (k, row) => (k.Insertion, row));
        foreach (var part in rows.Chunk(RowsInBatch))
        {
            await using var batch = connection.CreateBatch();
            batch.Transaction = transaction;
            foreach (var (insertion, row) in part)
            {
                var command = batch.CreateBatchCommand();
                command.CommandText = text(insertion);
                insertion.AddParameters(command.Parameters, maker, row);
                batch.BatchCommands.Add(command);
            }
            await batch.ExecuteNonQueryAsync();
        }
    }

    private static Insertion InsertionOf(IModel model, Type kind) =>
        Insertions.GetValue(model.FindEntityType(kind)!, static entity => new Insertion(entity));

    /// <summary>The statements of one kind of row, and what goes into them; the same words on both engines.</summary>
    private sealed class Insertion
    {
        private readonly Column[] _columns;

        public Insertion(IEntityType entity)
        {
            _columns = [.. entity.GetProperties().Select((p, i) => new Column(p, $"@p{i}"))];
            IsPlain = _columns.All(c => SqliteStatement.Takes(c.StoredType));
            var names = string.Join(", ", _columns.Select(c => c.Name));
            var values = string.Join(", ", _columns.Select(c => c.Parameter));
            Plain = $"INSERT INTO {entity.GetTableName()} ({names}) VALUES ({values})";
            Missing = Plain + " ON CONFLICT DO NOTHING";
            Adding = Plain + Sums(entity);
        }

        public string Plain { get; }

        public string Missing { get; }

        public string Adding { get; }

        /// <summary>Whether all its values are of types that SQLite itself has.</summary>
        public bool IsPlain { get; }

        public void Bind(SqliteStatement statement, object row)
        {
            for (var i = 0; i < _columns.Length; i++)
                statement.Bind(i + 1, _columns[i].ValueOf(row));
        }

        public DbCommand Command(DbConnection connection, string text, object row)
        {
            var command = connection.CreateCommand();
            command.CommandText = text;
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

        /// <summary>The command lives as long as its connection; what it last wrote does not.</summary>
        public void Clear(DbCommand command)
        {
            foreach (DbParameter parameter in command.Parameters)
                parameter.Value = DBNull.Value;
        }

        private static string Sums(IEntityType entity)
        {
            var key = string.Join(
                ", ",
                entity.FindPrimaryKey()!.Properties.Select(p => p.GetColumnName())
            );
            var sums = entity
                .GetProperties()
                .Where(p => !p.IsPrimaryKey())
                .Select(p => p.GetColumnName())
                .Select(c => $"{c} = {entity.GetTableName()}.{c} + excluded.{c}");
            return $" ON CONFLICT ({key}) DO UPDATE SET {string.Join(", ", sums)}";
        }
    }
}

/// <summary>A column as a statement of ours writes it, from the property of a row.</summary>
internal sealed class Column(IProperty property, string parameter)
{
    private readonly RelationalTypeMapping _mapping = property.GetRelationalTypeMapping();

    public string Name { get; } = property.GetColumnName();

    public string Parameter => parameter;

    /// <summary>The type of the value that the database is given.</summary>
    public Type StoredType => _mapping.Converter?.ProviderClrType ?? property.ClrType;

    public object ValueOf(object row)
    {
        var value = property.PropertyInfo!.GetValue(row);
        return (_mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value)
            ?? DBNull.Value;
    }

    public DbParameter ParameterOf(DbCommand command, object row) =>
        _mapping.CreateParameter(
            command,
            parameter,
            property.PropertyInfo!.GetValue(row),
            property.IsNullable
        );
}
