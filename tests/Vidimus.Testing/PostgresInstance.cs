using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Vidimus.Testing;

/// <summary>
/// A PostgreSQL server of our own in a temporary folder, reachable only through a socket in that folder. The shared one
/// of a test run is such a server; tests that kill theirs start another.
/// </summary>
public sealed class PostgresInstance : IDisposable
{
    private static readonly Lazy<string?> Found = new(FindBinaries);
    private readonly string _options;
    private bool _disposed;

    /// <summary>Makes the server and starts it.</summary>
    public PostgresInstance(int maxConnections = 400, string furtherOptions = "")
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException(
                "On Windows name a PostgreSQL server in VIDIMUS_TEST_POSTGRES."
            );
        // Below /tmp where there is one: the path of a socket may have little more than a hundred characters.
        var parent = Directory.Exists("/tmp") ? "/tmp" : Path.GetTempPath();
        Folder = Path.Combine(
            parent,
            $"vidimus-pg-{Environment.ProcessId}-{Guid.NewGuid():N}"[..34]
        );
        Directory.CreateDirectory(
            Folder,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        if (IsRoot)
            Run("chown", "postgres", Folder);
        // No network address at all; whoever may enter the folder is its owner.
        _options = string.Create(
            CultureInfo.InvariantCulture,
            $"-c listen_addresses= -c unix_socket_directories={Folder} -c max_connections={maxConnections} {furtherOptions}"
        );
        Run(
            Tool("initdb"),
            "--pgdata",
            Data,
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
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        Start();
    }

    /// <summary>True where PostgreSQL's programs are.</summary>
    public static bool IsHere => Found.Value is not null;

    /// <summary>Its folder, with the socket, the data and the log.</summary>
    public string Folder { get; }

    /// <summary>Path of its socket.</summary>
    public string Socket => Path.Combine(Folder, ".s.PGSQL.5432");

    /// <summary>Connection string of its maintenance database.</summary>
    public string Administration => ConnectionTo("postgres");

    private string Data => Path.Combine(Folder, "data");

    /// <summary>Connection string of one of its databases.</summary>
    public string ConnectionTo(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = Folder,
            Username = "vidimus",
            Database = database,
        }.ConnectionString;

    /// <summary>Creates a database and answers its connection string.</summary>
    public async Task<string> CreateDatabase(string name)
    {
        await Execute(Administration, $"CREATE DATABASE {name}");
        return ConnectionTo(name);
    }

    /// <summary>Runs a statement in a connection of its own.</summary>
    public static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
#pragma warning disable CA2100 // The texts are the tests' own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts it, after it was killed also.</summary>
    public void Start() =>
        Run(
            Tool("pg_ctl"),
            "start",
            "--wait",
            "--silent",
            "--pgdata",
            Data,
            "--log",
            Path.Combine(Folder, "log"),
            "--options",
            _options
        );

    /// <summary>Kills its first process, as a power cut would; its children end when they notice.</summary>
    public void Kill()
    {
        var id = int.Parse(
            File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(),
            CultureInfo.InvariantCulture
        );
        using var first = Process.GetProcessById(id);
        first.Kill();
        first.WaitForExit();
        // A new one does not start while a child of the old one lives.
        for (var i = 0; i < 200 && ChildrenLive(); i++)
            Thread.Sleep(25);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            if (File.Exists(Path.Combine(Data, "postmaster.pid")))
                Run(Tool("pg_ctl"), "stop", "--mode", "immediate", "--silent", "--pgdata", Data);
        }
        catch (InvalidOperationException)
        {
            // Killed by its test and not started again.
        }
        finally
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private bool ChildrenLive() =>
        Process
            .GetProcessesByName("postgres")
            .Any(p =>
            {
                using (p)
                    return WorksIn(p.Id, Data);
            });

    private static bool WorksIn(int process, string folder)
    {
        try
        {
            return new FileInfo($"/proc/{process}/cwd").LinkTarget == folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsRoot => Environment.UserName == "root";

    internal static string Tool(string name) => Path.Combine(Found.Value!, name);

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
