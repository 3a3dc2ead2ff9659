using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Inserts many rows of one kind by one prepared command. The change tracker's care costs several times what the
/// database does for a row, and new rows that nobody looks at again have no use for it. Rows of sums are added to the
/// row that is there already.
/// </summary>
internal static class ManyRows
{
    private const int RowsInBatch = 200;

    public static Task Insert(VidimusDb db, Type kind, IReadOnlyList<object> rows) =>
        Run(db, kind, rows, static _ => "");

    /// <summary>Inserts each row unless one with the same key is there.</summary>
    public static Task InsertMissing(VidimusDb db, Type kind, IReadOnlyList<object> rows) =>
        Run(db, kind, rows, static _ => " ON CONFLICT DO NOTHING");

    /// <summary>Inserts each row, or adds its numbers to those of the row with the same key.</summary>
    public static Task AddUp(VidimusDb db, Type kind, IReadOnlyList<object> rows) =>
        Run(db, kind, rows, Adding);

    private static async Task Run(
        VidimusDb db,
        Type kind,
        IReadOnlyList<object> rows,
        Func<IEntityType, string> conflict
    )
    {
        if (rows.Count == 0)
            return;
        var entity = db.Model.FindEntityType(kind)!;
        var columns = Columns(entity, out var text);
        text += conflict(entity);
        var connection = db.Database.GetDbConnection();
        var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        try
        {
            if (connection.CanCreateBatch)
                await InBatches(connection, transaction, text, columns, rows);
            else
                OneByOne(connection, transaction, text, columns, rows);
        }
        catch (DbException refused)
        {
            // As the context says it, so that the commit path tells a row of somebody else's from a broken database.
            throw new DbUpdateException($"Rows of {kind.Name} were refused.", refused);
        }
    }

    private static Column[] Columns(IEntityType entity, out string text)
    {
        Column[] columns = [.. entity.GetProperties().Select((p, i) => new Column(p, $"@p{i}"))];
        var names = string.Join(", ", columns.Select(c => c.Name));
        var values = string.Join(", ", columns.Select(c => c.Parameter));
        text = $"INSERT INTO {entity.GetTableName()} ({names}) VALUES ({values})";
        return columns;
    }

    /// <summary>The same words on both engines (sqlite.org/lang_upsert.html, and PostgreSQL's INSERT).</summary>
    private static string Adding(IEntityType entity)
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

    /// <summary>SQLite: one statement, compiled once, and no round trips.</summary>
    private static void OneByOne(
        DbConnection connection,
        DbTransaction transaction,
        string text,
        Column[] columns,
        IReadOnlyList<object> rows
    )
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        foreach (var column in columns)
            command.Parameters.Add(column.ParameterOf(command, rows[0]));
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Length; i++)
                command.Parameters[i].Value = columns[i].ValueOf(row);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>PostgreSQL: the same statement many times in one round trip.</summary>
    private static async Task InBatches(
        DbConnection connection,
        DbTransaction transaction,
        string text,
        Column[] columns,
        IReadOnlyList<object> rows
    )
    {
        using var maker = connection.CreateCommand();
        foreach (var part in rows.Chunk(RowsInBatch))
        {
            await using var batch = connection.CreateBatch();
            batch.Transaction = transaction;
            foreach (var row in part)
            {
                var command = batch.CreateBatchCommand();
                command.CommandText = text;
                foreach (var column in columns)
                    command.Parameters.Add(column.ParameterOf(maker, row));
                batch.BatchCommands.Add(command);
            }
            await batch.ExecuteNonQueryAsync();
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
