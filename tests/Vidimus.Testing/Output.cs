using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Vidimus.Testing;

/// <summary>
/// Everything the servers of this process put out beside their answers: log lines with scopes and exceptions, tags of
/// metrics and of traces. And every secret that must not be among it.
/// </summary>
public static class Output
{
    private static readonly ConcurrentDictionary<string, byte> Lines = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string> Secrets = new(
        StringComparer.Ordinal
    );
    private static readonly MeterListener Metrics = ListenToMetrics();
    private static readonly ActivityListener Traces = ListenToTraces();

    /// <summary>Says that a text is secret and must appear nowhere.</summary>
    public static void Plant(string kind, string secret)
    {
        if (secret.Length < 12)
            return;
        Secrets.TryAdd(secret, kind);
        Heard.Plant(kind, secret);
    }

    /// <summary>Number of secrets planted so far.</summary>
    public static int PlantedCount => Secrets.Count;

    /// <summary>Number of distinct lines and tags collected so far.</summary>
    public static int CollectedCount => Lines.Count;

    /// <summary>Lines that hold a planted secret, with the kind of the secret; the secret itself is not repeated.</summary>
    public static IReadOnlyList<string> Leaks()
    {
        var search = SearchValues.Create([.. Secrets.Keys], StringComparison.Ordinal);
        return
        [
            .. from line in Lines.Keys
            where line.AsSpan().ContainsAny(search)
            from secret in Secrets
            where line.Contains(secret.Key, StringComparison.Ordinal)
            select $"{secret.Value} in: {line.Replace(secret.Key, "(the secret)", StringComparison.Ordinal)}",
        ];
    }

    /// <summary>Kinds of planted secrets that stand in these bytes, as they are or in hexadecimal.</summary>
    public static IReadOnlyList<string> FoundIn(byte[] bytes)
    {
        // Latin-1 keeps every byte apart; secrets are ASCII.
        var text = System.Text.Encoding.Latin1.GetString(bytes);
        return
        [
            .. Secrets
                .Where(s =>
                    text.Contains(s.Key, StringComparison.Ordinal)
                    || text.Contains(
                        Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(s.Key)),
                        StringComparison.Ordinal
                    )
                )
                .Select(s => s.Value)
                .Distinct(),
        ];
    }

    /// <summary>Log lines so far that contain a text.</summary>
    public static IReadOnlyList<string> LinesWith(string text) =>
        [.. Lines.Keys.Where(l => l.Contains(text, StringComparison.Ordinal))];

    internal static ILoggerProvider Logs() => new Provider();

    /// <summary>Makes sure that metrics and traces are listened to.</summary>
    internal static void Listen() => _ = (Metrics, Traces);

    /// <summary>Collects what a program put out.</summary>
    public static void NoteLines(string program, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Note($"{program}: {line.TrimEnd()}");
    }

    internal static void Note(string line) => Lines.TryAdd(line, 0);

    private static MeterListener ListenToMetrics()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (
                    instrument.Meter.Name is "Vidimus"
                    || instrument.Meter.Name.StartsWith(
                        "Microsoft.AspNetCore",
                        StringComparison.Ordinal
                    )
                )
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((i, _, tags, _) => NoteTags(i.Name, tags));
        listener.SetMeasurementEventCallback<int>((i, _, tags, _) => NoteTags(i.Name, tags));
        listener.SetMeasurementEventCallback<double>((i, _, tags, _) => NoteTags(i.Name, tags));
        listener.Start();
        return listener;
    }

    private static ActivityListener ListenToTraces()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static s => s.Name is "Vidimus" or "Microsoft.AspNetCore",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = static activity =>
            {
                Note($"trace {activity.OperationName} {activity.DisplayName}");
                foreach (var (name, value) in activity.TagObjects)
                    Note($"trace {activity.OperationName} {name}={value}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static void NoteTags(
        string instrument,
        ReadOnlySpan<KeyValuePair<string, object?>> tags
    )
    {
        foreach (var (name, value) in tags)
            Note($"metric {instrument} {name}={value}");
    }

    private sealed class Provider : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider? _scopes;

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) =>
            _scopes = scopeProvider;

        public void Dispose() { }

        private sealed class Logger(Provider provider, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            )
            {
                var scopes = new List<string>();
                provider._scopes?.ForEachScope(
                    static (scope, list) =>
                        list.Add(
                            scope is IEnumerable<KeyValuePair<string, object>> pairs
                                ? string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}"))
                                : $"{scope}"
                        ),
                    scopes
                );
                Note(
                    $"{logLevel} {category} {eventId.Id} {formatter(state, exception)} {exception} [{string.Join("; ", scopes)}]"
                );
            }
        }
    }
}
