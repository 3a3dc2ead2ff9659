using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Client;
using Vidimus.Gateway;
using Vidimus.Testing;
using Vidimus.Tests.Mcp;

namespace Vidimus.Tests.Gateway;

/// <summary>How a gateway under test differs from the usual one.</summary>
internal sealed record GatewayOptions
{
    /// <summary>Changes its settings.</summary>
    public Func<GatewaySettings, GatewaySettings>? Settings { get; init; }

    /// <summary>Its clock; the server's when null.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>What it meets on its way to the API instead of the API; null where it may go on.</summary>
    public Func<
        HttpRequestMessage,
        CancellationToken,
        Task<HttpResponseMessage?>
    >? InTheWay { get; init; }
}

/// <summary>
/// A gateway in this process over HTTP, in front of the real server. Everything that it logs and records is collected, every
/// header by which it authorizes itself is planted as a secret.
/// </summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _log = new();
    private readonly Network _network;
    private readonly Vidimus.Gateway.Gateway _gateway;
    private Task _run = Task.CompletedTask;

    private RunningGateway(VidimusApp app, Secret token, GatewayOptions options)
    {
        Folder = Directory.CreateTempSubdirectory("vidimus-gateway-").FullName;
        _network = new Network(options.InTheWay);
        var settings = new GatewaySettings
        {
            Url = app.Url,
            ClientToken = token,
            Port = 0,
            AuditFile = Path.Combine(Folder, "audit.jsonl"),
            HealthKept = TimeSpan.Zero,
        };
        _gateway = Vidimus.Gateway.Gateway.Open(
            options.Settings?.Invoke(settings) ?? settings,
            new()
            {
                Log = TextWriter.Synchronized(_log),
                Clock = options.Clock ?? app.Clock,
                Network = _network,
            }
        );
    }

    public string Folder { get; }

    public Uri Url { get; private set; } = new("http://localhost");

    /// <summary>What it asked of the API: method, path and headers that matter here.</summary>
    public ConcurrentQueue<Sent> Sent => _network.Sent;

    public IEnumerable<Sent> Exchanges =>
        Sent.Where(s => s.Path.TrimEnd('/').EndsWith("/auth/token"));

    public string Log => _log.ToString();

    public IEnumerable<JsonElement> Calls =>
        Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement)
            .Where(l => l.GetProperty("event").GetString() == "tool_call");

    public Vidimus.Gateway.Gateway Gateway => _gateway;

    public static async Task<RunningGateway> Start(
        VidimusApp app,
        Testing.Key key,
        GatewayOptions? options = null
    )
    {
        var gateway = new RunningGateway(app, Secret.Of(key.Secret), options ?? new());
        var started = new TaskCompletionSource<int>();
        gateway._run = gateway._gateway.RunHttp(started.SetResult, gateway._stop.Token);
        if (await Task.WhenAny(started.Task, gateway._run) == gateway._run)
            await gateway._run;
        gateway.Url = new Uri($"http://localhost:{await started.Task}");
        return gateway;
    }

    /// <summary>The record's lines of how calls ended.</summary>
    public IReadOnlyList<JsonElement> Audit() =>
        [.. AuditLines().Where(l => l.GetProperty("outcome").GetString() != "begun")];

    /// <summary>The record's lines, all of them.</summary>
    public IReadOnlyList<JsonElement> AuditLines()
    {
        using var file = new FileStream(
            Path.Combine(Folder, "audit.jsonl"),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        using var reader = new StreamReader(file);
        return
        [
            .. reader
                .ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => JsonDocument.Parse(l).RootElement),
        ];
    }

    public Task<Answer> Get(string path, string? secret = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        return Send(request, secret);
    }

    public Task<Answer> TryCall(
        string tool,
        object? arguments = null,
        string? secret = null,
        string path = "/mcp"
    ) =>
        Send(
            Assistant.Request(
                path,
                "tools/call",
                tool,
                new JsonObject
                {
                    ["name"] = tool,
                    ["arguments"] = JsonNode.Parse(
                        arguments as string ?? JsonSerializer.Serialize(arguments ?? new { })
                    ),
                }
            ),
            secret
        );

    public async Task<Said> Call(string tool, object? arguments = null, string? secret = null) =>
        Said.Of((await TryCall(tool, arguments, secret)).Should(200));

    public async Task<JsonElement> List(string? secret = null, string path = "/mcp") =>
        (await Send(Assistant.Request(path, "tools/list", null, []), secret))
            .Should(200)
            .Message()
            .GetProperty("result")
            .GetProperty("tools");

    public async Task<IReadOnlyList<string>> Listed(string? secret = null, string path = "/mcp") =>
        [
            .. (await List(secret, path))
                .EnumerateArray()
                .Select(t => t.GetProperty("name").GetString()!),
        ];

    public async Task<Answer> Send(HttpRequestMessage request, string? secret = null)
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(60) };
        if (secret is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var response = await http.SendAsync(request);
        return await Answer.Read(response);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await _gateway.DisposeAsync();
        _network.Dispose();
        // The test of secrets looks through all of it at the end of the run.
        Output.NoteLines("gateway", Log);
        if (File.Exists(Path.Combine(Folder, "audit.jsonl")))
            Output.NoteLines(
                "gateway's record",
                File.ReadAllText(Path.Combine(Folder, "audit.jsonl"))
            );
        Directory.Delete(Folder, recursive: true);
        _stop.Dispose();
    }

    private sealed class Network(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage?>>? inTheWay
    ) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        public ConcurrentQueue<Sent> Sent { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (request.Headers.Authorization?.Parameter is { } secret)
                Output.Plant("what the gateway authorizes itself with", secret);
            Sent.Enqueue(
                new(
                    request.Method.Method,
                    request.RequestUri!.AbsolutePath,
                    request.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value))
                )
            );
            if (inTheWay is not null && await inTheWay(request, cancellationToken) is { } instead)
                return instead;
            return await base.SendAsync(request, cancellationToken);
        }
    }
}

/// <summary>A request of the gateway's.</summary>
internal sealed record Sent(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers
);
