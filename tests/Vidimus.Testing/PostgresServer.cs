using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Vidimus.Testing;

/// <summary>
/// The PostgreSQL server that a test run shares: the one that <c>VIDIMUS_TEST_POSTGRES</c> names, or else one of our
/// own, started at first use and stopped with the process.
/// </summary>
public static class PostgresServer
{
    // Its data ends with the run, and no test cuts the power: it need not wait for the disk.
    private static readonly Lazy<string> Started = new(() =>
        new PostgresInstance(furtherOptions: "-c fsync=off").Administration
    );
    private static readonly string? Given = Environment.GetEnvironmentVariable(
        "VIDIMUS_TEST_POSTGRES"
    )
        is { Length: > 0 } text
        ? text
        : null;

    /// <summary>Why there is no PostgreSQL here, or null when there is one.</summary>
    public static string? WhyNot =>
        Given is not null || PostgresInstance.IsHere
            ? null
            : "PostgreSQL is not here: install it (Debian: apt-get install postgresql) or name a server in VIDIMUS_TEST_POSTGRES.";

    /// <summary>Creates an empty database, or a copy of one that nobody is connected to; answers its connection string.</summary>
    public static async Task<string> CreateDatabase(string? template = null)
    {
        var server = Given ?? Started.Value;
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"vidimus_{Environment.ProcessId}_{Guid.NewGuid():N}"
        );
        var copied = template is null ? "" : $" TEMPLATE {template}";
        await PostgresInstance.Execute(server, $"CREATE DATABASE {name}{copied}");
        return new NpgsqlConnectionStringBuilder(server)
        {
            Database = name,
            MaxPoolSize = 40,
        }.ConnectionString;
    }

    /// <summary>Removes a database made here.</summary>
    public static async Task DropDatabase(string connectionString)
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(connectionString));
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await PostgresInstance.Execute(
            Given ?? Started.Value,
            $"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
        );
    }

    /// <summary>At the end of the run: removes a database from the server that was named; our own goes as a whole.</summary>
    internal static void DropGiven(string connectionString)
    {
        if (Given is not null)
            DropDatabase(connectionString).GetAwaiter().GetResult();
    }

    /// <summary>The whole database as pg_dump writes it out; null where that program is missing.</summary>
    public static async Task<byte[]?> Dump(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var beside = PostgresInstance.IsHere ? PostgresInstance.Tool("pg_dump") : "pg_dump";
        var start = new ProcessStartInfo(beside)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string?[])
                [
                    "--host",
                    connection.Host,
                    "--port",
                    $"{connection.Port}",
                    "--username",
                    connection.Username,
                    "--dbname",
                    connection.Database,
                    "--no-password",
                ]
        )
            start.ArgumentList.Add(argument!);
        if (connection.Password is { Length: > 0 } password)
            start.Environment["PGPASSWORD"] = password;
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var dump = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(dump);
            await process.WaitForExitAsync();
            return process.ExitCode == 0
                ? dump.ToArray()
                : throw new InvalidOperationException($"pg_dump failed: {await errors}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
