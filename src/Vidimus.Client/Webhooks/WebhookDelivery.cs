using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Where a delivery stands.</summary>
[JsonConverter(typeof(WireEnum<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>It is tried, or will be.</summary>
    Pending,

    /// <summary>It arrived.</summary>
    Succeeded,

    /// <summary>It was given up; it can be sent again.</summary>
    Failed,

    /// <summary>Its endpoint was disabled or deleted before.</summary>
    Cancelled,

    /// <summary>It waits for a decision after the server was restored from a copy.</summary>
    Held,
}

/// <summary>One event for one endpoint, and what became of it.</summary>
public sealed record WebhookDelivery : IChecked
{
    /// <summary>The event, <c>evt_…</c>; receivers see it as <c>webhook-id</c>.</summary>
    public required string EventId { get; init; }

    /// <summary>The endpoint, <c>we_…</c></summary>
    public required string EndpointId { get; init; }

    /// <summary>Kind of the event.</summary>
    public required string Type { get; init; }

    /// <summary>Id of what it happened to.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>When it was put up for delivery.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is tried next; null when nothing more is to be done, or while a try runs.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Attempts begun so far.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it ended, well or not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Status of the last answer; null when there was none.</summary>
    public int? LastStatus { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(EventId, "evt_", "eventId");
        check.Id(EndpointId, "we_", "endpointId");
        check.Filled(Type, "type");
        check.NotNegative(Attempts, "attempts");
        check.That(LastStatus is null or >= 0, "lastStatus");
    }
}

/// <summary>A delivery with the request as it would be sent now, and its attempts.</summary>
public sealed record WebhookDeliveryDetail : IChecked
{
    /// <summary>The delivery.</summary>
    public required WebhookDelivery Delivery { get; init; }

    /// <summary>The request; null when the event can no longer be made.</summary>
    public WebhookRequest? Request { get; init; }

    /// <summary>The newest attempts, the newest first.</summary>
    public required IReadOnlyList<WebhookAttempt> Attempts { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Inside(Delivery, "delivery");
        check.Inside(Request, "request");
        check.Each(Attempts, "attempts");
    }
}

/// <summary>A request as it would be sent now: bodies are not kept.</summary>
public sealed record WebhookRequest : IChecked
{
    /// <summary>Always <c>POST</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Where to.</summary>
    public required string Url { get; init; }

    /// <summary>Its headers.</summary>
    public required IReadOnlyList<WebhookHeader> Headers { get; init; }

    /// <summary>The body to the letter.</summary>
    public required string Body { get; init; }

    /// <summary>SHA-256 of the body in hex.</summary>
    public required string BodyDigest { get; init; }

    void IChecked.Check(Checker check) => check.Each(Headers, "headers");
}

/// <summary>A header of a request.</summary>
public sealed record WebhookHeader
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its value; null where only its presence is shown: signatures, and headers of your own.</summary>
    public string? Value { get; init; }
}

/// <summary>One try to deliver.</summary>
public sealed record WebhookAttempt : IChecked
{
    /// <summary>Its number among the tries of this delivery, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took.</summary>
    public required int LatencyMs { get; init; }

    /// <summary>Where to, as the endpoint said then.</summary>
    public required string Url { get; init; }

    /// <summary><c>succeeded</c>, <c>refused</c>, <c>unreachable</c>, <c>timeout</c>, <c>blocked</c> or <c>tooLarge</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why, where more can be said.</summary>
    public string? Reason { get; init; }

    /// <summary>Status of the answer; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>The beginning of the answer. Strangers wrote it: show it as text only.</summary>
    public string? Response { get; init; }

    /// <summary>SHA-256 of the body that was sent, in hex.</summary>
    public required string BodyDigest { get; init; }

    void IChecked.Check(Checker check)
    {
        check.That(Number > 0, "number");
        check.NotNegative(LatencyMs, "latencyMs");
        check.Filled(Outcome, "outcome");
        check.That(Status is null or >= 0, "status");
    }
}

/// <summary>Which deliveries to list; null means any.</summary>
public sealed record DeliveryFilter
{
    /// <summary>Deliveries in this state.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Deliveries of this kind of event, or of all with a prefix such as <c>credential.*</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Deliveries about this object.</summary>
    public string? ResourceId { get; init; }

    /// <summary>Of events from then on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Of events before then.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Items asked for at a time, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}
