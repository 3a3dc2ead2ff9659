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

    /// <summary>Members who sign in, by method and outcome.</summary>
    public static readonly Counter<long> SignIns = Meter.CreateCounter<long>("vidimus.sign_in");

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

    /// <summary>Tries to deliver a webhook, by outcome.</summary>
    public static readonly Counter<long> WebhookAttempts = Meter.CreateCounter<long>(
        "vidimus.webhooks.attempts",
        "{attempt}"
    );

    /// <summary>From the change to the first try to tell of it.</summary>
    public static readonly Histogram<double> WebhookFirstAttempt = Meter.CreateHistogram<double>(
        "vidimus.webhooks.first.attempt",
        "s"
    );

    /// <summary>Deliveries that were taken to be sent.</summary>
    public static readonly Counter<long> WebhooksTaken = Meter.CreateCounter<long>(
        "vidimus.webhooks.taken",
        "{delivery}"
    );

    /// <summary>Places of this node that are in use.</summary>
    public static readonly Gauge<int> WebhookPlaces = Meter.CreateGauge<int>(
        "vidimus.webhooks.places",
        "{place}"
    );

    /// <summary>
    /// For how long the oldest delivery has been due, also one that waits for a place of its endpoint; those of paused
    /// endpoints are not among them.
    /// </summary>
    public static readonly Gauge<double> WebhookOldestDue = Meter.CreateGauge<double>(
        "vidimus.webhooks.oldest.due",
        "s"
    );

    /// <summary>Tries to send a mail, by what it is for and by outcome.</summary>
    public static readonly Counter<long> MailTries = Meter.CreateCounter<long>(
        "vidimus.mail.tries",
        "{try}"
    );

    /// <summary>For how long the oldest mail has been due that this node may take.</summary>
    public static readonly Gauge<double> MailOldestDue = Meter.CreateGauge<double>(
        "vidimus.mail.oldest.due",
        "s"
    );
}
