namespace Vidimus.Client;

/// <summary>What came of a <c>test.ping</c>.</summary>
public sealed record WebhookTest : IChecked
{
    /// <summary>The event that was sent, <c>evt_…</c></summary>
    public required string EventId { get; init; }

    /// <summary>Status of the answer; null when there was none.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>Whether it arrived: a status from 200 to 299.</summary>
    public required bool Success { get; init; }

    /// <summary><c>refused</c>, <c>unreachable</c>, <c>timeout</c>, <c>blocked</c> or <c>tooLarge</c>; null on success.</summary>
    public string? Error { get; init; }

    /// <summary>Why, where more can be said.</summary>
    public string? Reason { get; init; }

    /// <summary>How long it took.</summary>
    public required int LatencyMs { get; init; }

    /// <summary>The beginning of the answer. Strangers wrote it: show it as text only.</summary>
    public string? Response { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(EventId, "evt_", "eventId");
        check.That(HttpStatus is null or >= 0, "httpStatus");
        check.NotNegative(LatencyMs, "latencyMs");
    }
}
