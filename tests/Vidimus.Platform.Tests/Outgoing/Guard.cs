using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Platform.Tests.Outgoing;

/// <summary>Guarded HTTP as the server registers it, with names and settings of the test's choice.</summary>
internal sealed class Guard : IAsyncDisposable
{
    public static readonly (string, string) Loopback = ("AllowedNetworks:0", "127.0.0.0/8");

    private readonly ServiceProvider _services;

    public Guard(params (string Key, string Value)[] settings)
        : this(null, settings) { }

    public Guard(X509Certificate2Collection? roots, params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>
        {
            ["Outgoing:BlockedAnswerTime"] = "00:00:00.010",
        };
        foreach (var (key, value) in settings)
        {
            values["Outgoing:" + key] = value;
        }
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(
                new ConfigurationBuilder().AddInMemoryCollection(values).Build()
            )
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log))
            .AddSingleton<IResolver>(Names)
            .AddGuardedHttp(roots)
            .BuildServiceProvider();
    }

    public Names Names { get; } = new();

    public LogLines Log { get; } = new();

    public GuardedHttp Http => _services.GetRequiredService<GuardedHttp>();

    public OutgoingTarget Target => _services.GetRequiredService<OutgoingTarget>();

    public OwnEndpoints Own => _services.GetRequiredService<OwnEndpoints>();

    public Task<OutgoingResult> Get(
        string url,
        int maxBytes = 16 * 1024,
        CancellationToken cancellation = default
    ) => Http.Send(new(HttpMethod.Get, new(url)) { MaxResponseBytes = maxBytes }, cancellation);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>A name service whose answers the test gives; without one, a name does not exist.</summary>
internal sealed class Names : IResolver
{
    private readonly ConcurrentDictionary<string, Func<int, IReadOnlyList<IPAddress>>> _answers =
        new();
    private int _lookups;

    public int Lookups => _lookups;

    public void Set(string host, params string[] addresses) =>
        _answers[host] = _ => [.. addresses.Select(IPAddress.Parse)];

    /// <summary>Answers with one address after the other, and with the last one from then on.</summary>
    public void SetInTurn(string host, params string[] addresses)
    {
        var turn = 0;
        _answers[host] = _ => [IPAddress.Parse(addresses[Math.Min(turn++, addresses.Length - 1)])];
    }

    public void Fail(string host, SocketError error) =>
        _answers[host] = _ => throw new SocketException((int)error);

    public Task<IReadOnlyList<IPAddress>> Resolve(string host, CancellationToken cancellation)
    {
        var count = Interlocked.Increment(ref _lookups);
        return _answers.TryGetValue(host, out var answer)
            ? Task.FromResult(answer(count))
            : throw new SocketException((int)SocketError.HostNotFound);
    }
}

internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> _lines = new();

    public IReadOnlyCollection<(LogLevel Level, int Id, string Text)> Lines => _lines;

    public string All => string.Join('\n', _lines.Select(line => line.Text));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel level,
        EventId id,
        TState state,
        Exception? e,
        Func<TState, Exception?, string> text
    ) => _lines.Enqueue((level, id.Id, text(state, e)));

    public void Dispose() { }
}
