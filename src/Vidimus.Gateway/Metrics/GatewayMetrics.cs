using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Vidimus.Client;

namespace Vidimus.Gateway;

/// <summary>What is counted and timed: as Prometheus text for who asks, and as instruments of the meter <c>Vidimus.Gateway</c>.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    public const string Name = "Vidimus.Gateway";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _callsMeter;
    private readonly Histogram<double> _durationMeter;
    private readonly Counter<long> _requestsMeter;
    private readonly Counter<long> _authMeter;
    private readonly ConcurrentDictionary<string, long> _counters = new();
    private readonly ConcurrentDictionary<string, Histogram> _durations = new();
    private readonly Histogram _all = new();
    private readonly Histogram _requests = new();
    private readonly Func<CircuitState> _circuit;
    private int _inFlight;

    public GatewayMetrics(Func<CircuitState> circuit)
    {
        _circuit = circuit;
        _callsMeter = _meter.CreateCounter<long>("vidimus.gateway.calls", "{call}");
        _durationMeter = _meter.CreateHistogram<double>("vidimus.gateway.call.duration", "s");
        _requestsMeter = _meter.CreateCounter<long>("vidimus.gateway.requests", "{request}");
        _authMeter = _meter.CreateCounter<long>("vidimus.gateway.authentication.failures");
        _meter.CreateObservableGauge("vidimus.gateway.circuit", () => (int)circuit());
    }

    /// <summary>The time that 95 of 100 calls stayed within, in seconds.</summary>
    public double P95 => _all.Quantile(0.95);

    public void Begun() => Interlocked.Increment(ref _inFlight);

    public void Ended(string tool, string outcome, TimeSpan duration)
    {
        Interlocked.Decrement(ref _inFlight);
        Count($"vidimus_gateway_calls_total{{tool=\"{tool}\",outcome=\"{outcome}\"}}");
        _durations.GetOrAdd(tool, _ => new()).Add(duration);
        _all.Add(duration);
        KeyValuePair<string, object?>[] tags = [new("tool", tool), new("outcome", outcome)];
        _callsMeter.Add(1, tags);
        _durationMeter.Record(duration.TotalSeconds, tags);
    }

    /// <summary>A request to the API.</summary>
    public void Requested(CallLog log)
    {
        var status = log.Status is { } s ? s.ToString(CultureInfo.InvariantCulture) : "none";
        Count(
            $"vidimus_gateway_requests_total{{endpoint=\"{log.Method} {log.Endpoint}\",status=\"{status}\"}}"
        );
        Count("vidimus_gateway_retries_total", log.Retries);
        if (log.Code is ErrorCodes.Timeout)
            Count("vidimus_gateway_timeouts_total");
        if (log.Code is ErrorCodes.CircuitOpen)
            Count("vidimus_gateway_circuit_refusals_total");
        _requests.Add(log.Duration);
        _requestsMeter.Add(1, new("endpoint", log.Endpoint), new("status", status));
        if (log.Status is 401)
            AuthFailed("api");
    }

    /// <summary>Somebody was not let in: a caller here, or this gateway by the API.</summary>
    public void AuthFailed(string where)
    {
        Count($"vidimus_gateway_auth_failures_total{{where=\"{where}\"}}");
        _authMeter.Add(1, new KeyValuePair<string, object?>("where", where));
    }

    public void TimedOut() => Count("vidimus_gateway_timeouts_total");

    public void RateLimited() => Count("vidimus_gateway_rate_limited_total");

    public void Cached(bool hit) =>
        Count($"vidimus_gateway_cache_total{{result=\"{(hit ? "hit" : "miss")}\"}}");

    public void AuditFailed() => Count("vidimus_gateway_audit_failures_total");

    public string Prometheus()
    {
        var text = new StringBuilder();
        foreach (var (name, help) in Helped)
        {
            text.Append($"# HELP {name} {help}\n# TYPE {name} counter\n");
            var found = _counters
                .Where(c => c.Key == name || c.Key.StartsWith(name + "{", StringComparison.Ordinal))
                .OrderBy(c => c.Key, StringComparer.Ordinal)
                .ToArray();
            foreach (var (key, value) in found)
                text.Append(CultureInfo.InvariantCulture, $"{key} {value}\n");
            if (found.Length == 0 && !Labelled.Contains(name))
                text.Append($"{name} 0\n");
        }
        Write(
            text,
            "vidimus_gateway_call_duration_seconds",
            "Time of a tool call.",
            () =>
            {
                foreach (
                    var (tool, histogram) in _durations.OrderBy(d => d.Key, StringComparer.Ordinal)
                )
                    histogram.Write(
                        text,
                        "vidimus_gateway_call_duration_seconds",
                        $"tool=\"{tool}\""
                    );
            }
        );
        Write(
            text,
            "vidimus_gateway_request_duration_seconds",
            "Time of a request to the API, repetitions included.",
            () => _requests.Write(text, "vidimus_gateway_request_duration_seconds", "")
        );
        Gauge(
            text,
            "vidimus_gateway_call_duration_p95_seconds",
            "Time that 95 of 100 tool calls stayed within.",
            P95
        );
        Gauge(
            text,
            "vidimus_gateway_circuit_state",
            "0 closed, 1 half open, 2 open.",
            (int)_circuit()
        );
        Gauge(text, "vidimus_gateway_calls_in_flight", "Tool calls that run now.", _inFlight);
        return text.ToString();
    }

    public void Dispose() => _meter.Dispose();

    private static readonly (string Name, string Help)[] Helped =
    [
        (
            "vidimus_gateway_calls_total",
            "Tool calls by tool and outcome: throughput and error rate."
        ),
        ("vidimus_gateway_requests_total", "Requests to the API by route and last status."),
        ("vidimus_gateway_retries_total", "Repetitions of requests."),
        ("vidimus_gateway_timeouts_total", "Requests and calls that ran out of time."),
        (
            "vidimus_gateway_circuit_refusals_total",
            "Requests not sent because the circuit was open."
        ),
        (
            "vidimus_gateway_auth_failures_total",
            "Refused callers (where=caller) and refusals of this gateway by the API (where=api)."
        ),
        ("vidimus_gateway_rate_limited_total", "Calls refused because a caller calls too often."),
        ("vidimus_gateway_cache_total", "Looks into the cache of reads."),
        ("vidimus_gateway_audit_failures_total", "Lines of the record that could not be written."),
    ];

    private static readonly string[] Labelled =
    [
        "vidimus_gateway_calls_total",
        "vidimus_gateway_requests_total",
        "vidimus_gateway_auth_failures_total",
        "vidimus_gateway_cache_total",
    ];

    private static void Write(StringBuilder text, string name, string help, Action write)
    {
        text.Append($"# HELP {name} {help}\n# TYPE {name} histogram\n");
        write();
    }

    private static void Gauge(StringBuilder text, string name, string help, double value) =>
        text.Append(
            CultureInfo.InvariantCulture,
            $"# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n"
        );

    private void Count(string key, long by = 1) =>
        _counters.AddOrUpdate(key, by, (_, before) => before + by);
}
