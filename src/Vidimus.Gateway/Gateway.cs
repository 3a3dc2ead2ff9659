using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidimus.Client;
using Vidimus.Tools;
using Vidimus.Tools.Protocol;

namespace Vidimus.Gateway;

/// <summary>What a gateway touches outside itself, so that a test can stand in for it.</summary>
public sealed record GatewaySurroundings
{
    /// <summary>Where its log goes.</summary>
    public required TextWriter Log { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Stands in for the network to the API; null for the network.</summary>
    public HttpMessageHandler? Network { get; init; }
}

/// <summary>
/// A gateway: the tools of an assistant in front of a remote API, with the client token kept here and never shown to those
/// who call.
/// </summary>
public sealed class Gateway : IAsyncDisposable
{
    private readonly GatewayParts _parts;
    private readonly GatewayHealth _health;
    private readonly ILoggerFactory _logs;
    private readonly JsonLines _lines;
    private readonly HttpMessageHandler? _owned;

    private Gateway(
        GatewayParts parts,
        ILoggerFactory logs,
        JsonLines lines,
        HttpMessageHandler? owned
    )
    {
        (_parts, _logs, _lines, _owned) = (parts, logs, lines, owned);
        Host = new GatewayHost(parts);
        _health = new GatewayHealth(parts, Host);
    }

    internal GatewayHost Host { get; }

    internal GatewayParts Parts => _parts;

    internal Task<GatewayReport> Check(CancellationToken cancellation) => _health.Get(cancellation);

    /// <summary>Puts a gateway together; nothing is asked of the API yet.</summary>
    /// <exception cref="GatewayMistakeException">A file that the settings name cannot be used, or a tool they name does not exist.</exception>
    public static Gateway Open(GatewaySettings settings, GatewaySurroundings around)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(around);
        var catalogue = ToolCatalogue.Standard();
        var callers = settings.CallersFile is { } file ? new CallersFile(file, around.Clock) : null;
        Demand(settings, catalogue);
        var lines = new JsonLines(around.Log, around.Clock, settings.Environment);
        var logs = LoggerFactory.Create(l =>
            l.SetMinimumLevel(settings.LogLevel).AddProvider(lines)
        );
        var logger = logs.CreateLogger("Vidimus.Gateway");
        var network = around.Network ?? Network();
        VidimusClient? made = null;
        var metrics = new GatewayMetrics(() => made?.Circuit ?? CircuitState.Closed);
        var cache = new ReadCache(settings.Cache, around.Clock);
        var client = made = Client(
            settings,
            around,
            network,
            metrics,
            refusal =>
            {
                GatewayLog.TokenRefused(logger, refusal.Code, refusal.Hint);
                cache.Written();
            }
        );
        var audit = settings.AuditFile is { } record ? new AuditFile(record, around.Clock) : null;
        var parts = new GatewayParts
        {
            Settings = settings,
            Api = client,
            Tools = new GatewayTools(settings, catalogue, client, around.Clock),
            Resources = StandardParts.Resources(settings.Api),
            Prompts = StandardParts.Prompts(settings.Api),
            Recorder = new CallRecorder(settings.Environment, audit, metrics, logger, around.Clock),
            Metrics = metrics,
            Cache = cache,
            Limits = new CallerLimits(around.Clock),
            Audit = audit,
            Callers = callers,
            TokenFile = settings.ClientTokenFile is { } token
                ? new ClientTokenFile(token, around.Clock)
                : null,
            Logger = logger,
            Clock = around.Clock,
        };
        return new Gateway(parts, logs, lines, around.Network is null ? network : null);
    }

    /// <summary>Serves over HTTP until cancelled.</summary>
    /// <param name="started">Told the port once it listens.</param>
    /// <param name="cancellation">Ends it: calls in hand are finished.</param>
    /// <exception cref="GatewayMistakeException">It would be open to others, or the port is taken.</exception>
    public async Task RunHttp(Action<int>? started, CancellationToken cancellation)
    {
        GatewayServer.Demand(_parts.Settings);
        await using var app = GatewayServer.Build(_parts, Host, _health, _lines);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new GatewayMistakeException(
                $"The gateway cannot listen at {_parts.Settings.Where}: the port is taken or not for this program, or the address is not this machine's."
            );
        }
        if (app.Urls.Count != 1)
        {
            await app.StopAsync(CancellationToken.None);
            throw new GatewayMistakeException(
                $"The gateway would listen at {string.Join(" and ", app.Urls)}, where its settings name one address. It does not start like that."
            );
        }
        GatewayLog.Started(
            _parts.Logger,
            string.Join(", ", app.Urls),
            _parts.Settings.Api.ToString().ToLowerInvariant(),
            _parts.Settings.Url.GetLeftPart(UriPartial.Authority),
            _parts.Callers is { } callers ? $"{callers.Count} callers" : "this machine"
        );
        started?.Invoke(new Uri(app.Urls.First()).Port);
        // Who runs it ends it, or the system does (SIGTERM, which the host listens for).
        var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellation.Register(() => ending.TrySetResult()))
        await using (app.Lifetime.ApplicationStopping.Register(() => ending.TrySetResult()))
            await ending.Task;
        await app.StopAsync(CancellationToken.None);
        GatewayLog.Stopped(_parts.Logger);
    }

    /// <summary>Serves one client over streams, as whoever sits at this machine, until the input ends.</summary>
    public Task RunStdio(Stream input, Stream output, CancellationToken cancellation) =>
        McpStdio.Run(
            new McpParts(
                Host,
                _parts.Resources,
                _parts.Prompts,
                GatewayServer.Options(_parts.Settings),
                _parts.Clock
            ),
            new McpSession(ToolCatalogue.Credentials, _parts.Settings.ReadOnly, Http: null),
            input,
            output,
            cancellation
        );

    /// <summary>Ends its record in order, and closes its connections.</summary>
    public ValueTask DisposeAsync()
    {
        _parts.Audit?.Dispose();
        _parts.Api.Dispose();
        _parts.Metrics.Dispose();
        _owned?.Dispose();
        _logs.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Demand(GatewaySettings settings, ToolCatalogue catalogue)
    {
        if (GatewayTools.Unknown(catalogue, settings.Tools ?? []) is { } tool)
            throw new GatewayMistakeException(
                $"The settings name a tool that does not exist: {tool}."
            );
        if (GatewayTools.Unknown(catalogue, settings.Cache.Keys) is { } kept)
            throw new GatewayMistakeException(
                $"The cache names a tool that does not exist: {kept}."
            );
        var writing = catalogue.Tools.FirstOrDefault(t =>
            t.Effect is not ToolEffect.Read && settings.Cache.ContainsKey(t.Name)
        );
        if (writing is not null)
            throw new GatewayMistakeException(
                $"{writing.Name} changes something: its answers are never kept.",
                "Take it out of the cache setting."
            );
        if (settings.Cache.ContainsKey("verifyCredential"))
            throw new GatewayMistakeException(
                "Answers of verifyCredential are never kept: a credential that is revoked would go on being called valid.",
                "Take it out of the cache setting."
            );
        if (settings.CallersFile is not { } file)
            return;
        var named = CallersFile.Read(file).SelectMany(c => c.Tools ?? []);
        if (GatewayTools.Unknown(catalogue, named) is { } unknown)
            throw new GatewayMistakeException(
                $"The callers file names a tool that does not exist: {unknown}."
            );
    }

    private static VidimusClient Client(
        GatewaySettings settings,
        GatewaySurroundings around,
        HttpMessageHandler network,
        GatewayMetrics metrics,
        Action<VidimusPermanentException> refused
    ) =>
        new(
            new VidimusClientOptions
            {
                BaseAddress = settings.Url,
                ClientToken = settings.ClientTokenFile is { } file
                    ? ClientTokenFile.ReadFrom(file)
                    : settings.ClientToken,
                AllowInsecureHttp = settings.AllowInsecureHttp,
                AttemptTimeout = settings.AttemptTimeout,
                TotalTimeout = settings.CallTimeout,
                TimeProvider = around.Clock,
                PartialRecords = settings.Api is GatewayApi.Verix,
                OnCall = metrics.Requested,
                ClientTokenRefused = refused,
            },
            settings.Api is GatewayApi.Verix
                ? new VerixHandler(settings, network, around.Clock)
                : network
        );

    private static SocketsHttpHandler Network() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
}
