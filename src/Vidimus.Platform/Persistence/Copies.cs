using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// New rows that are as other new ones but for one property of text: each of <paramref name="Rows"/> once more for each
/// of <paramref name="Values"/>. One statement inserts them all, for a fraction of what as many single rows cost.
/// </summary>
/// <param name="Kind">What kind of row.</param>
/// <param name="Rows">What is copied; at least one.</param>
/// <param name="Property">Name of the property that differs; it belongs to the key.</param>
/// <param name="Values">Its values, in the order of the index.</param>
public sealed record Copies(
    Type Kind,
    IReadOnlyList<object> Rows,
    string Property,
    IReadOnlyList<string> Values
);

/// <summary>Inserts <see cref="Copies"/>: what all rows have in common is a parameter each, the rest comes as lists.</summary>
internal static class CopiedRows
{
    public static async Task Insert(VidimusDb db, Copies copies)
    {
        var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        var entity = db.Model.FindEntityType(copies.Kind)!;
        var isSqlite = command is SqliteCommand;
        var (names, values) = (new List<string>(), new List<string>());
        List<(Column Column, object[] Values)> varying = [];
        foreach (var property in entity.GetProperties())
        {
            var column = new Column(property, $"@p{names.Count}");
            names.Add(column.Name);
            if (property.Name == copies.Property)
            {
                values.Add("e.value");
                continue;
            }
            object[] all = [.. copies.Rows.Select(column.ValueOf)];
            if (all.All(v => v.Equals(all[0])))
            {
                values.Add(column.Parameter);
                command.Parameters.Add(column.ParameterOf(command, copies.Rows[0]));
                continue;
            }
            values.Add(isSqlite ? $"r.value ->> {varying.Count}" : $"r.c{varying.Count}");
            varying.Add((column, all));
        }
        var from = isSqlite ? Sqlite(command, copies, varying) : Postgres(command, copies, varying);
        command.CommandText =
            $"INSERT INTO {entity.GetTableName()} ({string.Join(", ", names)}) SELECT {string.Join(", ", values)} FROM {from}";
        await command.ExecuteNonQueryAsync();
    }

    // CROSS JOIN keeps its order there, so that rows come in the order of the index.
    private static string Sqlite(
        DbCommand command,
        Copies copies,
        List<(Column Column, object[] Values)> varying
    )
    {
        var rows = copies.Rows.Select((_, i) => varying.Select(v => v.Values[i]));
        Add(command, "@values", JsonSerializer.Serialize(copies.Values));
        Add(command, "@rows", JsonSerializer.Serialize(rows));
        return "json_each(@values) e CROSS JOIN json_each(@rows) r";
    }

    private static string Postgres(
        DbCommand command,
        Copies copies,
        List<(Column Column, object[] Values)> varying
    )
    {
        Add(command, "@values", copies.Values.ToArray());
        foreach (var (column, values) in varying)
        {
            var list = Array.CreateInstance(values[0].GetType(), values.Length);
            Array.Copy(values, list, values.Length);
            Add(command, column.Parameter, list);
        }
        // One row, then: two would differ in their keys.
        if (varying.Count == 0)
            return "unnest(@values) e(value)";
        var lists = string.Join(", ", varying.Select(v => v.Column.Parameter));
        var columns = string.Join(", ", varying.Select((_, i) => $"c{i}"));
        return $"unnest(@values) e(value) CROSS JOIN unnest({lists}) r({columns})";
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
