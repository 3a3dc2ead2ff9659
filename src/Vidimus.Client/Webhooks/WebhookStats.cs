namespace Vidimus.Client;

/// <summary>How an endpoint is doing: its deliveries of the last 24 hours.</summary>
public sealed record WebhookStats : IChecked
{
    /// <summary>Events from then on are counted.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Number of deliveries by state.</summary>
    public required IReadOnlyDictionary<string, int> ByState { get; init; }

    /// <summary>False where there were too many, of which the newest are counted.</summary>
    public required bool Complete { get; init; }

    /// <summary>For how long the longest waiting one has been due; 0 when nothing is due.</summary>
    public required long OldestDueSeconds { get; init; }

    /// <summary>The newest attempt that succeeded; null for none.</summary>
    public WebhookAttemptNote? LastSuccess { get; init; }

    /// <summary>The newest attempt that failed; null for none.</summary>
    public WebhookAttemptNote? LastFailure { get; init; }

    /// <summary>Since when nothing has arrived; null while things arrive.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    void IChecked.Check(Checker check)
    {
        check.That(ByState.Values.All(count => count >= 0), "byState");
        check.That(OldestDueSeconds >= 0, "oldestDueSeconds");
        check.Inside(LastSuccess, "lastSuccess");
        check.Inside(LastFailure, "lastFailure");
    }
}

/// <summary>An attempt in short.</summary>
public sealed record WebhookAttemptNote : IChecked
{
    /// <summary>The event that was sent, <c>evt_…</c></summary>
    public required string EventId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What came of it, as <see cref="WebhookAttempt.Outcome"/> says it.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why, where more can be said.</summary>
    public string? Reason { get; init; }

    /// <summary>Status of the answer; null when there was none.</summary>
    public int? Status { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(EventId, "evt_", "eventId");
        check.Filled(Outcome, "outcome");
        check.That(Status is null or >= 0, "status");
    }
}
