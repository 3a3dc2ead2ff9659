using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Vidimus.Platform.Telemetry;

/// <summary>The server's own instruments, beside the framework's.</summary>
public static class Meters
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Vidimus";

    private static readonly Meter Meter = new(Name);

    /// <summary>Traces of our own steps.</summary>
    public static readonly ActivitySource Activities = new(Name);

    /// <summary>Changes saved together in one transaction.</summary>
    public static readonly Histogram<int> CommitBatch = Meter.CreateHistogram<int>(
        "vidimus.commit.batch",
        "{unit}"
    );

    /// <summary>Time from taking a batch to its durable commit.</summary>
    public static readonly Histogram<double> CommitDuration = Meter.CreateHistogram<double>(
        "vidimus.commit.duration",
        "s"
    );

    /// <summary>Reads of the key table; a key with a wrong checksum causes none.</summary>
    public static readonly Counter<long> KeyLookups = Meter.CreateCounter<long>(
        "vidimus.key.lookups",
        "{read}"
    );

    /// <summary>Refused authentications by code.</summary>
    public static readonly Counter<long> AuthenticationFailures = Meter.CreateCounter<long>(
        "vidimus.authentication.failures"
    );

    /// <summary>Age of the oldest fact that no chain holds yet, as the sealing node sees it.</summary>
    public static readonly Gauge<double> UnsealedAge = Meter.CreateGauge<double>(
        "vidimus.audit.unsealed.age",
        "s"
    );

    /// <summary>Facts put into their chains.</summary>
    public static readonly Counter<long> FactsSealed = Meter.CreateCounter<long>(
        "vidimus.audit.sealed",
        "{fact}"
    );

    /// <summary>Credentials issued.</summary>
    public static readonly Counter<long> CredentialsIssued = Meter.CreateCounter<long>(
        "vidimus.credentials.issued"
    );

    /// <summary>Actions refused because of a key's spend cap.</summary>
    public static readonly Counter<long> SpendRefusals = Meter.CreateCounter<long>(
        "vidimus.spend.refusals"
    );

    /// <summary>Verifications answered, by verdict.</summary>
    public static readonly Counter<long> Verifications = Meter.CreateCounter<long>(
        "vidimus.verifications"
    );
}
