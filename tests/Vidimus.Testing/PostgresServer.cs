using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Vidimus.Testing;

/// <summary>
/// The PostgreSQL server of a test run: the one that <c>VIDIMUS_TEST_POSTGRES</c> names, or else one of our own, started
/// at first use in a temporary folder, reachable only through a socket in that folder, and stopped with the process.
/// </summary>
public static class PostgresServer
{
    private static readonly Lazy<string?> Found = new(FindBinaries);
    private static readonly Lazy<string> Started = new(Start);
    private static readonly string? Given = Environment.GetEnvironmentVariable(
        "VIDIMUS_TEST_POSTGRES"
    )
        is { Length: > 0 } text
        ? text
        : null;

    /// <summary>Why there is no PostgreSQL here, or null when there is one.</summary>
    public static string? WhyNot =>
        Given is not null || Found.Value is not null
            ? null
            : "PostgreSQL is not here: install it (Debian: apt-get install postgresql) or name a server in VIDIMUS_TEST_POSTGRES.";

    /// <summary>Creates an empty database and answers its connection string.</summary>
    public static async Task<string> CreateDatabase()
    {
        var server = Given ?? Started.Value;
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"vidimus_{Environment.ProcessId}_{Guid.NewGuid():N}"
        );
        await Execute(server, $"CREATE DATABASE {name}");
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
        await Execute(Given ?? Started.Value, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    /// <summary>The whole database as pg_dump writes it out; null where that program is missing.</summary>
    public static async Task<byte[]?> Dump(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var beside = Found.Value is null ? "pg_dump" : Tool("pg_dump");
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

    private static async Task Execute(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Start()
    {
        // Below /tmp where there is one: the path of a socket may have little more than a hundred characters.
        var parent = Directory.Exists("/tmp") ? "/tmp" : Path.GetTempPath();
        var folder = Path.Combine(
            parent,
            $"vidimus-pg-{Environment.ProcessId}-{Guid.NewGuid():N}"[..34]
        );
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException(
                "On Windows name a PostgreSQL server in VIDIMUS_TEST_POSTGRES."
            );
        Directory.CreateDirectory(
            folder,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        if (IsRoot)
            Run("chown", "postgres", folder);
        var data = Path.Combine(folder, "data");
        Run(
            Tool("initdb"),
            "--pgdata",
            data,
            "--username",
            "vidimus",
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-instructions"
        );
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(folder, data);
        // No network address at all; whoever may enter the folder is its owner.
        Run(
            Tool("pg_ctl"),
            "start",
            "--wait",
            "--silent",
            "--pgdata",
            data,
            "--log",
            Path.Combine(folder, "log"),
            "--options",
            $"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=400"
        );
        return new NpgsqlConnectionStringBuilder
        {
            Host = folder,
            Username = "vidimus",
            Database = "postgres",
        }.ConnectionString;
    }

    private static void Stop(string folder, string data)
    {
        try
        {
            Run(Tool("pg_ctl"), "stop", "--mode", "immediate", "--silent", "--pgdata", data);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static string Tool(string name) => Path.Combine(Found.Value!, name);

    /// <summary>PostgreSQL refuses to run as root, so root runs it as the user that its package made.</summary>
    private static void Run(string program, params string[] arguments)
    {
        var asPostgres = IsRoot && program.StartsWith(Found.Value!, StringComparison.Ordinal);
        var start = new ProcessStartInfo(asPostgres ? "setpriv" : program)
        {
            WorkingDirectory = "/",
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (
            var argument in asPostgres
                ? ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments]
                : arguments
        )
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        // pg_ctl leaves the server holding these pipes, so they are read only when it failed.
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{Path.GetFileName(program)} failed: {process.StandardError.ReadToEnd()}"
            );
    }

    private static string? FindBinaries()
    {
        if (OperatingSystem.IsWindows())
            return null; // there its programs keep to no common place and no socket in a folder is certain
        var places = new List<string>();
        if (Directory.Exists("/usr/lib/postgresql"))
            places.AddRange(
                Directory
                    .GetDirectories("/usr/lib/postgresql")
                    .OrderByDescending(Version)
                    .Select(d => Path.Combine(d, "bin"))
            );
        places.AddRange(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        );
        return places.FirstOrDefault(p =>
            File.Exists(Path.Combine(p, "initdb")) && File.Exists(Path.Combine(p, "pg_ctl"))
        );
    }

    private static int Version(string folder) =>
        int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version)
            ? version
            : 0;
}
