using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>A server of the demonstration's own: another process, on loopback, with a fresh data folder.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private DemoServer(Process process, string folder, string url)
    {
        this.process = process;
        Folder = folder;
        Url = url;
    }

    public string Folder { get; }

    public string Url { get; }

    /// <summary>Starts the server and waits until it says that it can do its work.</summary>
    public static async Task<DemoServer> Start(
        string program,
        string folder,
        int? port,
        CancellationToken cancellation
    )
    {
        if (!File.Exists(program))
            throw new MistakeException(
                $"There is no server program at {program}.",
                "Build it first (./dev build), or name it with --server."
            );
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var url = string.Create(
            CultureInfo.InvariantCulture,
            $"http://localhost:{port ?? FreePort()}"
        );
        var start = new ProcessStartInfo("dotnet", [program, "run", "--urls", url])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["VIDIMUS_PublicUrl"] = url;
        start.Environment["VIDIMUS_Database__Folder"] = folder;
        start.Environment["VIDIMUS_Database__ConnectionString"] = "";
        var process =
            Process.Start(start) ?? throw new MistakeException("The server could not be started.");
        var log = new StreamWriter(Path.Combine(folder, "server.log")) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Write(log, line.Data);
        process.ErrorDataReceived += (_, line) => Write(log, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new DemoServer(process, folder, url);
        try
        {
            await server.UntilHealthy(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first live key, from the private file that the server wrote; the file is removed.</summary>
    public async Task<Secret> TakeFirstKey(CancellationToken cancellation)
    {
        var file = Path.Combine(Folder, "first-keys.txt");
        for (
            var waited = TimeSpan.Zero;
            !File.Exists(file);
            waited += TimeSpan.FromMilliseconds(50)
        )
        {
            if (waited > Patience)
                throw new MistakeException(
                    "The server wrote no first key.",
                    $"See {Path.Combine(Folder, "server.log")}."
                );
            await Task.Delay(50, cancellation);
        }
        var text = await File.ReadAllTextAsync(file, cancellation);
        File.Delete(file);
        var start = text.IndexOf("vdm_live_", StringComparison.Ordinal);
        return Secret.Of(text[start..].Split(['\n', '\r', ' '])[0]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task UntilHealthy(CancellationToken cancellation)
    {
        using var client = new VidimusClient(new() { BaseAddress = new Uri(Url) });
        for (
            var started = Stopwatch.GetTimestamp();
            Stopwatch.GetElapsedTime(started) < Patience;
            await Task.Delay(100, cancellation)
        )
        {
            if (process.HasExited)
                break;
            if (!Answers())
                continue;
            await client.Health.Get(cancellation);
            return;
        }
        throw new MistakeException(
            "The server did not start.",
            $"See {Path.Combine(Folder, "server.log")}."
        );
    }

    private bool Answers()
    {
        try
        {
            using var probe = new TcpClient();
            probe.Connect("localhost", new Uri(Url).Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Write(StreamWriter log, string? line)
    {
        if (line is null)
            return;
        lock (log)
            log.WriteLine(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
