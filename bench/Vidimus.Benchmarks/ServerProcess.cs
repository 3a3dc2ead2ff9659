using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Vidimus.Benchmarks;

/// <summary>A server in a process of its own, in a release build, with a data folder that is removed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(90);
    private readonly Process _process;

    private ServerProcess(Process process, Uri url, TimeSpan started)
    {
        _process = process;
        Url = url;
        TimeToHealthy = started;
    }

    public Uri Url { get; }

    /// <summary>From starting the process to its first healthy answer.</summary>
    public TimeSpan TimeToHealthy { get; }

    /// <summary>Processor time used so far, of all its threads, in user and kernel.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public double MegabytesNow
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Open files, sockets and the like; nothing where the system does not list them.</summary>
    public int Handles => Descriptors().Count();

    /// <summary>Sockets among them: to clients and to the database.</summary>
    public int Sockets =>
        Descriptors()
            .Count(d => d.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    public double MegabytesPeak
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1048576.0;
        }
    }

    /// <summary>The empty endpoint beside which ours are measured.</summary>
    public static Task<ServerProcess> StartEmpty()
    {
        var port = FreePort();
        return Start(
            port,
            [
                Path.Combine(AppContext.BaseDirectory, "Vidimus.Benchmarks.dll"),
                "--empty-server",
                port.ToString(CultureInfo.InvariantCulture),
            ],
            []
        );
    }

    /// <summary>A bare echo over the official SDK, beside which our door for assistants is measured.</summary>
    public static Task<ServerProcess> StartMcpEcho()
    {
        var port = FreePort();
        return Start(
            port,
            [
                Path.Combine(AppContext.BaseDirectory, "Vidimus.Benchmarks.dll"),
                "--mcp-echo-server",
                port.ToString(CultureInfo.InvariantCulture),
            ],
            []
        );
    }

    /// <summary>What no submission can do without, and nothing else: the ceiling beside ours.</summary>
    public static Task<ServerProcess> StartBareSubmit()
    {
        var port = FreePort();
        return Start(
            port,
            [
                Path.Combine(AppContext.BaseDirectory, "Vidimus.Benchmarks.dll"),
                "--bare-submit-server",
                port.ToString(CultureInfo.InvariantCulture),
            ],
            []
        );
    }

    /// <summary>Vidimus on this data folder, with further settings by their names in the environment.</summary>
    public static Task<ServerProcess> StartVidimus(
        string folder,
        string connectionString,
        params (string Name, string Value)[] more
    )
    {
        var port = FreePort();
        var url = $"http://localhost:{port}";
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["VIDIMUS_MasterKey"] = MasterKey(folder),
            ["VIDIMUS_PublicUrl"] = url,
            ["VIDIMUS_Database__Folder"] = folder,
            ["VIDIMUS_Database__ConnectionString"] = connectionString,
            // One key sends all requests here.
            ["VIDIMUS_Limits__RequestsPerMinute"] = "1000000000",
            ["VIDIMUS_Limits__PublicRequestsPerMinute"] = "0",
            // Receivers of webhooks are on this machine, and a hundred belong to one organization.
            ["VIDIMUS_Outgoing__AllowedNetworks__0"] = "127.0.0.0/8",
            ["VIDIMUS_Webhooks__EndpointsPerOrganization"] = "100",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return Start(port, [ServerFile(), "run", $"--urls={url}"], settings);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private IEnumerable<FileInfo> Descriptors() =>
        Directory.Exists($"/proc/{_process.Id}/fd")
            ? Directory.EnumerateFiles($"/proc/{_process.Id}/fd").Select(f => new FileInfo(f))
            : [];

    private static async Task<ServerProcess> Start(
        int port,
        string[] arguments,
        Dictionary<string, string> settings
    )
    {
        var info = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            info.Environment[name] = value;
        var begun = Stopwatch.GetTimestamp();
        var process = Process.Start(info)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var url = new Uri($"http://localhost:{port}");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromSeconds(5),
        };
        while (Stopwatch.GetElapsedTime(begun) < LongestStart)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The server ended with {process.ExitCode}.");
            try
            {
                if ((await http.GetAsync("/health")).StatusCode == HttpStatusCode.OK)
                    return new(process, url, Stopwatch.GetElapsedTime(begun));
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // not listening yet
            }
            await Task.Delay(5);
        }
        process.Kill();
        throw new InvalidOperationException("The server did not become healthy.");
    }

    private static string ServerFile()
    {
        // artifacts/bin/Vidimus.Benchmarks/release → artifacts/bin/Vidimus.Server/release: the same build.
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var file = Path.Combine(
            build.Parent!.Parent!.FullName,
            "Vidimus.Server",
            build.Name,
            "Vidimus.Server.dll"
        );
        if (build.Name != "release" || !File.Exists(file))
            throw new InvalidOperationException(
                "Measure the release build: dotnet run -c Release --project bench/Vidimus.Benchmarks"
            );
        return file;
    }

    /// <summary>The master key of a data folder, the same at every start on it.</summary>
    private static string MasterKey(string folder)
    {
        var file = Path.Combine(folder, "bench-master-key");
        if (!File.Exists(file))
            File.WriteAllText(
                file,
                $"bench:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}"
            );
        return File.ReadAllText(file);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
