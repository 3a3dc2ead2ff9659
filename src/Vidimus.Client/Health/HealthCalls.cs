using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>How the server is.</summary>
[JsonConverter(typeof(WireEnum<HealthStatus>))]
public enum HealthStatus
{
    /// <summary>All works.</summary>
    Healthy,

    /// <summary>It serves, with something amiss.</summary>
    Degraded,

    /// <summary>It cannot serve.</summary>
    Unhealthy,
}

/// <summary>The server's report on itself.</summary>
public sealed record HealthReport : IChecked
{
    /// <summary>The whole.</summary>
    public required HealthStatus Status { get; init; }

    /// <summary>The server's version.</summary>
    public required string Version { get; init; }

    /// <summary>The parts, by name.</summary>
    public required IReadOnlyDictionary<string, HealthCheck> Checks { get; init; }

    /// <summary>When it looked.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(Version, "version");
        foreach (var (name, part) in Checks)
            check.That(part is { Status.Length: > 0, LatencyMs: null or >= 0 }, $"checks.{name}");
    }
}

/// <summary>One part of the report.</summary>
public sealed record HealthCheck
{
    /// <summary>The part's own word.</summary>
    public required string Status { get; init; }

    /// <summary>How long the part took to answer, in milliseconds, where it was asked.</summary>
    public double? LatencyMs { get; init; }
}

/// <summary>The server's own state; needs no key.</summary>
public sealed class HealthCalls
{
    private readonly Caller caller;

    internal HealthCalls(Caller caller) => this.caller = caller;

    /// <summary>The report, also when it says unhealthy. Asked once, past the circuit breaker, never repeated.</summary>
    public Task<HealthReport> Get(CancellationToken cancellation = default) =>
        caller.Health(cancellation);
}
