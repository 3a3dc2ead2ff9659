using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Which events of a stretch of time are put up for delivery again.</summary>
[JsonConverter(typeof(WireEnum<RecoveryKind>))]
public enum RecoveryKind
{
    /// <summary>Those that never were, as while the endpoint was disabled.</summary>
    Missing,

    /// <summary>Those that were given up, cancelled or held, or wait for another try.</summary>
    Failed,

    /// <summary>Both, and those that have arrived.</summary>
    All,
}

/// <summary>Where a recovery stands.</summary>
[JsonConverter(typeof(WireEnum<RecoveryState>))]
public enum RecoveryState
{
    /// <summary>It puts up events.</summary>
    Running,

    /// <summary>All are put up; their deliveries say what became of them.</summary>
    Done,

    /// <summary>It was ended before.</summary>
    Cancelled,
}

/// <summary>What to put up for delivery again; at most 31 days at a time.</summary>
public sealed record NewRecovery
{
    /// <summary>Events from then on.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Events before then; until now when null.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Kinds of events and prefixes; all that the endpoint asks for when null.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>Which of them; the missing ones when null.</summary>
    public RecoveryKind? Which { get; init; }
}

/// <summary>An order to put events up for delivery again.</summary>
public sealed record WebhookRecovery : IChecked
{
    /// <summary><c>rpl_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The endpoint, <c>we_…</c></summary>
    public required string EndpointId { get; init; }

    /// <summary>Events from then on.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Events before then.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Kinds of events and prefixes.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Which of them.</summary>
    public required RecoveryKind Which { get; init; }

    /// <summary>Where it stands.</summary>
    public required RecoveryState State { get; init; }

    /// <summary>Events put up so far.</summary>
    public required long Count { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "rpl_", "id");
        check.Id(EndpointId, "we_", "endpointId");
        check.Each(Events, "events");
        check.That(Count >= 0, "count");
    }
}
