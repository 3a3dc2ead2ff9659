using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Vidimus.Testing;

/// <summary>
/// A server's database and data folder as somebody sees them who holds the file or a dump: for the few promises about
/// what is stored. All other tests ask the server.
/// </summary>
/// <param name="Folder">The data folder.</param>
/// <param name="ConnectionString">The PostgreSQL database; null on SQLite.</param>
public sealed record Store(string Folder, string? ConnectionString)
{
    /// <summary>Opens the database beside the server.</summary>
    public async Task<DbConnection> Open()
    {
        DbConnection connection = ConnectionString is null
            ? new SqliteConnection(
                $"Data Source={Path.Combine(Folder, "vidimus.db")};Pooling=False;Default Timeout=30"
            )
            : new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs a statement on the database.</summary>
    public async Task<int> Execute(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = await Open();
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Rows of a query.</summary>
    public async Task<IReadOnlyList<object?[]>> Query(
        string sql,
        params (string Name, object Value)[] parameters
    )
    {
        await using var connection = await Open();
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }
        return rows;
    }

    /// <summary>The one number that a query answers.</summary>
    public async Task<long> Number(string sql, params (string Name, object Value)[] parameters) =>
        Convert.ToInt64((await Query(sql, parameters))[0][0], CultureInfo.InvariantCulture);

    /// <summary>Names of the tables.</summary>
    public async Task<IReadOnlyList<string>> Tables() =>
        [
            .. (
                await Query(
                    ConnectionString is null
                        ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
                        : "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
                )
            ).Select(r => (string)r[0]!),
        ];

    /// <summary>Everything that is stored: each row of each table, and every file of the data folder as it is.</summary>
    public async Task<byte[]> Dump()
    {
        var dump = new MemoryStream();
        foreach (var table in await Tables())
        {
            foreach (var row in await Query($"SELECT * FROM \"{table}\""))
            {
                foreach (var value in row)
                {
                    dump.Write(
                        value as byte[]
                            ?? Encoding.UTF8.GetBytes(
                                Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""
                            )
                    );
                    dump.WriteByte((byte)'\n');
                }
            }
        }
        foreach (var file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
        {
            await using var stream = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            await stream.CopyToAsync(dump);
        }
        return dump.ToArray();
    }

    private static DbCommand Command(
        DbConnection connection,
        string sql,
        (string Name, object Value)[] parameters
    )
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are the tests' own.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
