using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Shouldly;

namespace Vidimus.Testing;

/// <summary>
/// One server in a process of its own, which can be killed, stopped, continued and told to end. What it puts out is
/// searched for secrets with everything else.
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly SocketsHttpHandler Sockets = new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromSeconds(20),
    };

    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly string _program;
    private readonly HttpClient _http = new(Sockets, disposeHandler: false)
    {
        Timeout = TimeSpan.FromSeconds(90),
    };
    private ConcurrentQueue<string> _said = [];
    private Process? _process;

    /// <summary>A node that is not yet running.</summary>
    /// <param name="port">Port it listens at.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="program">The server's assembly; null for the one built with the tests.</param>
    public Node(int port, IReadOnlyDictionary<string, string> settings, string? program = null)
    {
        Url = new($"http://localhost:{port}");
        _settings = settings;
        _program = program ?? Path.Combine(AppContext.BaseDirectory, "Vidimus.Server.dll");
    }

    /// <summary>Its own address.</summary>
    public Uri Url { get; }

    /// <summary>What it has put out since its last start.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>True while the process lives.</summary>
    public bool Runs => _process is { HasExited: false };

    /// <summary>Memory of the process that is not swapped out, in bytes; only where there is <c>/proc</c>.</summary>
    public long Memory =>
        1024
        * File.ReadLines($"/proc/{_process!.Id}/status")
            .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line => long.Parse(line[6..^2], CultureInfo.InvariantCulture))
            .Single();

    /// <summary>From the start of the process to its first healthy answer.</summary>
    public TimeSpan StartedIn { get; private set; }

    /// <summary>Starts it and waits until it is healthy.</summary>
    public async Task Start()
    {
        Launch();
        await Healthy();
    }

    /// <summary>Starts the process without waiting.</summary>
    public void Launch()
    {
        Runs.ShouldBeFalse("it runs already");
        _process?.Dispose();
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(_program);
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(
            _settings.GetValueOrDefault("VIDIMUS_urls") ?? Url.GetLeftPart(UriPartial.Authority)
        );
        foreach (var (name, value) in _settings)
            start.Environment[name] = value;
        var said = _said = [];
        void Hear(object _, DataReceivedEventArgs line)
        {
            if (line.Data is not { Length: > 0 } text)
                return;
            said.Enqueue(text);
            Output.Note(text);
        }
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it is healthy; fails when it ends or takes very long even for a busy machine.</summary>
    public async Task Healthy()
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(25))
        {
            Runs.ShouldBeTrue($"It ended: {Said}");
            waited.Elapsed.ShouldBeLessThan(Patience, Said);
            try
            {
                if ((await Get("/health")).Status == 200)
                {
                    StartedIn = waited.Elapsed;
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    /// <summary>Ends it at once, as a power cut would: SIGKILL.</summary>
    public async Task Kill()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it stands still and knows nothing of it.</summary>
    public Task Pause() => Signal("STOP");

    /// <summary>SIGCONT.</summary>
    public Task Continue() => Signal("CONT");

    /// <summary>SIGTERM, as a supervisor ends it; answers its exit code.</summary>
    public async Task<int> Terminate()
    {
        await Signal("TERM");
        return await Ended();
    }

    /// <summary>Waits for it to end by itself; answers its exit code.</summary>
    public async Task<int> Ended(TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience);
        await _process!.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Sends a request and reads the whole answer; throws when the node died meanwhile.</summary>
    public async Task<Answer> Send(
        HttpMethod method,
        string path,
        string? key = null,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(Url, path));
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
            request.Content = body as HttpContent ?? VidimusApp.Json(body);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return await Answer.Read(response);
    }

    /// <summary>GET.</summary>
    public Task<Answer> Get(string path, string? key = null) => Send(HttpMethod.Get, path, key);

    /// <summary>POST.</summary>
    public Task<Answer> Post(
        string path,
        string? key = null,
        object? body = null,
        params (string Name, string Value)[] headers
    ) => Send(HttpMethod.Post, path, key, body, headers);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process?.Dispose();
        _http.Dispose();
    }

    private async Task Signal(string name)
    {
        using var kill = Process.Start(
            "kill",
            [$"-{name}", _process!.Id.ToString(CultureInfo.InvariantCulture)]
        );
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }
}
