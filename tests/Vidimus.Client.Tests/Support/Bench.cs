using Microsoft.Extensions.Logging;

namespace Vidimus.Client.Tests;

/// <summary>A client over a scripted server, a clock that need not be waited for, and everything that was logged.</summary>
internal sealed class Bench : IDisposable
{
    public const string Me = "GET /v1/auth/me";
    public const string Exchange = "POST /v1/auth/token";

    public Bench(Action<VidimusClientOptions>? configure = null)
    {
        Clock = new FakeClock();
        Server = new Stub(Clock).On(Exchange, Samples.Token).On(Me, Samples.Me);
        var options = new VidimusClientOptions
        {
            BaseAddress = new Uri("https://trust.example"),
            ClientToken = Samples.Key43,
            TimeProvider = Clock,
            Draw = () => 0.5,
            OnCall = log =>
            {
                lock (Calls)
                    Calls.Add(log);
            },
            ClientTokenRefused = Refusals.Add,
            LoggerFactory = new Notes(Lines),
        };
        configure?.Invoke(options);
        Client = new VidimusClient(options, Server);
    }

    public FakeClock Clock { get; }
    public Stub Server { get; }
    public VidimusClient Client { get; }
    public List<CallLog> Calls { get; } = [];
    public List<string> Lines { get; } = [];
    public List<VidimusPermanentException> Refusals { get; } = [];

    public void Dispose() => Client.Dispose();

    private sealed class Notes(List<string> lines) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) { }

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (lines)
                lines.Add($"{logLevel} {formatter(state, exception)} {exception}");
        }
    }
}
