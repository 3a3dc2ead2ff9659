namespace Vidimus.Platform.Telemetry;

/// <summary>A module's part of the health report.</summary>
public interface IHealthProbe
{
    /// <summary>Name of the check.</summary>
    string Name { get; }

    /// <summary>What the operator can do when it fails.</summary>
    string Hint { get; }

    /// <summary>What the server is while it fails: <c>unhealthy</c>, or <c>degraded</c> when its work goes on.</summary>
    string Otherwise => "unhealthy";

    /// <summary>True when the module can do its work; an exception counts as no.</summary>
    Task<bool> IsWell(CancellationToken cancellation);
}
