using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Vidimus.Access;
using Vidimus.Certification;
using Vidimus.Credentials;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Server;

namespace Vidimus.Testing;

/// <summary>How a server under test differs from the usual one.</summary>
/// <param name="Engine">Its database.</param>
public sealed record AppOptions(Engine Engine = Engine.Sqlite)
{
    /// <summary>Further settings, by their full name such as <c>Limits:RequestsPerMinute</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } =
        new Dictionary<string, string>();

    /// <summary>True for the machine's clock instead of one that stands still until it is moved.</summary>
    public bool RealTime { get; init; }

    /// <summary>A clock of the test's own, for data of another time; null for one that stands where all others do.</summary>
    public FakeClock? Clock { get; init; }

    /// <summary>False for a server that has no public address; otherwise it is the server's own.</summary>
    public bool HasPublicUrl { get; init; } = true;

    /// <summary>True for a server that speaks HTTPS, with the certificate made for trying out.</summary>
    public bool Tls { get; init; }

    /// <summary>Connections to PostgreSQL; null for as many as usual.</summary>
    public int? Connections { get; init; }

    /// <summary>A name service of the test's own; null for the machine's.</summary>
    public IResolver? Names { get; init; }

    /// <summary>The authorities that certificates of other hosts must lead to; null for the machine's.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>Runs before everything else with each request; for what only a door inside the server can say of one.</summary>
    public Action<HttpContext>? Front { get; init; }

    /// <summary>How far this node's clock runs ahead of the database's; less than nothing for behind.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>Another node of this installation: the same data, keys, clock and public address, at a port of its own.</summary>
    public VidimusApp? Beside { get; init; }
}

/// <summary>
/// The real server, composed as in production, on a real Kestrel at a free port of this machine with a database of its
/// own and a clock that the test moves. Tests speak HTTP to it and use nothing of its inside.
/// </summary>
public sealed partial class VidimusApp : IAsyncDisposable
{
    private static readonly SocketsHttpHandler Sockets = new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        MaxConnectionsPerServer = 64,
    };

    private readonly AppOptions _options;
    private WebApplication? _server;

    private VidimusApp(AppOptions options)
    {
        _options = options;
        var before = options.Beside;
        Clock = options.Clock ?? before?.Clock ?? new FakeClock();
        Folder = before?.Folder ?? Directory.CreateTempSubdirectory("vidimus-test-").FullName;
        OperatorToken =
            before?.OperatorToken
            ?? $"operator-{RandomNumberGenerator.GetHexString(40, lowercase: true)}";
        MasterKey = before?.MasterKey ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        Output.Listen();
        Output.Plant("operator token", OperatorToken);
        Output.Plant("master key", MasterKey);
    }

    /// <summary>The database it uses.</summary>
    public Engine Engine => _options.Engine;

    /// <summary>Its clock; stands still unless the app was started with the machine's.</summary>
    public FakeClock Clock { get; }

    /// <summary>Its data folder.</summary>
    public string Folder { get; }

    /// <summary>Its PostgreSQL connection string; null on SQLite.</summary>
    public string? ConnectionString { get; private set; }

    /// <summary>The port it listens at.</summary>
    public int Port { get; private set; }

    /// <summary>Its address.</summary>
    public Uri Url => new($"{(_options.Tls ? "https" : "http")}://localhost:{Port}");

    /// <summary>Its public address.</summary>
    public string PublicUrl => (_options.Beside ?? this).Url.GetLeftPart(UriPartial.Authority);

    /// <summary>The operator's token.</summary>
    public string OperatorToken { get; }

    /// <summary>Its master key as base64, for tests that stand for somebody who has it.</summary>
    public string MasterKey { get; }

    /// <summary>What only the architecture tests look at.</summary>
    public Inside Inside => new(_server!);

    /// <summary>Starts a server.</summary>
    public static async Task<VidimusApp> Start(AppOptions? options = null)
    {
        var app = new VidimusApp(options ?? new());
        try
        {
            await app.Run();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Moves its clock; by a day and more at once, as a machine that slept: the rounds of every second in between would be made
    /// each.
    /// </summary>
    public void Advance(TimeSpan by)
    {
        if (by < TimeSpan.FromDays(1))
            Clock.Advance(by);
        else
            Clock.Jump(by);
    }

    /// <summary>What the operator's command does: makes a new key for access tokens.</summary>
    public Task RotateTokenKeys() => _server!.Services.RotateTokenKeys(CancellationToken.None);

    /// <summary>What the operator's command does: makes a new key for receipts.</summary>
    public Task RotateReceiptKeys() => _server!.Services.RotateReceiptKeys(CancellationToken.None);

    /// <summary>What the operator's command does: makes a new certificate for seals.</summary>
    public Task RotateSealKey() => _server!.Services.RotateSealKey(CancellationToken.None);

    private async Task Stop()
    {
        if (_server is null)
            return;
        await _server.StopAsync();
        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>A client that sends this key as Bearer; without one, none.</summary>
    public HttpClient Http(string? key = null)
    {
        var http = new HttpClient(Sockets, disposeHandler: false)
        {
            BaseAddress = Url,
            Timeout = TimeSpan.FromSeconds(60),
        };
        if (key is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (_options.Beside is not null)
            return; // the first node's data is its own to remove
        if (ConnectionString is not null)
            await PostgresServer.DropDatabase(ConnectionString);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private async Task Run()
    {
        if (Engine == Engine.Postgres)
            ConnectionString = _options.Beside?.ConnectionString ?? await EmptyDatabase.Create();
        else if (_options.Beside is null)
            await EmptyDatabase.PutInto(Folder);
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            _server = Compose();
            try
            {
                await _server.StartAsync();
                return;
            }
            catch (IOException) when (attempt < 5)
            {
                // Somebody took the port between finding and using it.
                await Stop();
            }
        }
    }

    private WebApplication Compose()
    {
        var builder = Composition.Builder([.. Settings().Select(s => $"--{s.Key}={s.Value}")]);
        builder.WebHost.UseUrls(Url.GetLeftPart(UriPartial.Authority));
        if (_options.Tls)
            builder.WebHost.ConfigureKestrel(kestrel =>
                kestrel.ConfigureHttpsDefaults(https =>
                    https.ServerCertificate = TryOutCertificate.LoadOrMake(builder.Configuration)
                )
            );
        if (!_options.RealTime)
            builder.Services.AddSingleton<TimeProvider>(Clock);
        if (_options.Skew != TimeSpan.Zero)
        {
            TimeProvider right = _options.RealTime ? TimeProvider.System : Clock;
            builder.Services.AddSingleton<TimeProvider>(new SkewedClock(right, _options.Skew));
            builder.Services.AddSingleton(new DatabaseTime(right));
        }
        if (_options.Names is { } names)
            builder.Services.AddSingleton(names);
        if (_options.Roots is { } roots)
            builder.Services.AddSingleton(new OutgoingRoots(roots));
        if (_options.Front is { } front)
            builder.Services.AddSingleton<IStartupFilter>(new InFront(front));
        Composition.Services(builder);
        builder.Logging.ClearProviders().AddProvider(Output.Logs());
        var server = builder.Build();
        Composition.Pipeline(server);
        return server;
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["environment"] = "Production",
            ["MasterKey"] = $"first:{MasterKey}",
            ["Operator:TokenDigest"] = Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(OperatorToken))
            ),
            ["Database:Folder"] = Folder,
            ["Database:ConnectionString"] =
                ConnectionString is not null && _options.Connections is { } most
                    ? new NpgsqlConnectionStringBuilder(ConnectionString)
                    {
                        MaxPoolSize = most,
                    }.ConnectionString
                    : ConnectionString ?? "",
            ["PublicUrl"] = _options.HasPublicUrl ? PublicUrl : "",
            // The clock stands still, so that a minute never ends, and all tests come from one address. Those of the
            // limits by address set them.
            ["Limits:FailuresPerAddress"] = "0",
            // Hundreds of members sign in, and none of their passwords is worth anything.
            ["Members:PasswordRounds"] = "1000",
            ["Mail:AllowFolder"] = "true",
            ["Limits:PublicRequestsPerMinute"] = "0",
        };
        foreach (var (name, value) in _options.Settings)
            settings[name] = value;
        return settings;
    }

    private sealed class InFront(Action<HttpContext> front) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (http, rest) =>
                    {
                        front(http);
                        return rest(http);
                    }
                );
                next(app);
            };
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
