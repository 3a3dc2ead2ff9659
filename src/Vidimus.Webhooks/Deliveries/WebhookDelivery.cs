namespace Vidimus.Webhooks.Deliveries;

/// <summary>One event for one endpoint, and what became of it.</summary>
/// <param name="EventId">The event, <c>evt_…</c>; the receiver sees it as <c>webhook-id</c> in every attempt.</param>
/// <param name="EndpointId">The endpoint.</param>
/// <param name="Type">Kind of the event, such as <c>credential.issued</c>.</param>
/// <param name="ResourceId">Id of what it happened to.</param>
/// <param name="State"><c>pending</c>, <c>succeeded</c>, <c>failed</c> (given up), <c>cancelled</c> or <c>held</c> (after a restore).</param>
/// <param name="CreatedAt">When it was put up for delivery.</param>
/// <param name="NextAttemptAt">When it is tried next; null when nothing more is to be done, or while a try runs.</param>
/// <param name="Attempts">Attempts begun so far.</param>
/// <param name="EndedAt">When it ended, well or not.</param>
/// <param name="LastStatus">Status of the last answer; null when there was none.</param>
public sealed record WebhookDelivery(
    string EventId,
    string EndpointId,
    string Type,
    string ResourceId,
    string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextAttemptAt,
    int Attempts,
    DateTimeOffset? EndedAt,
    int? LastStatus
)
{
    internal static WebhookDelivery Of(DeliveryRow row) =>
        new(
            row.EventId,
            row.EndpointId,
            row.Kind,
            row.ResourceId,
            row.State,
            row.CreatedAt,
            row.Lease == 0 ? row.NextAt : null,
            row.Attempts,
            row.EndedAt,
            row.LastStatus
        );
}

/// <summary>A delivery with its request and its attempts.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Request">What would be sent now; null when the event can no longer be made, or the caller may not read what it says.</param>
/// <param name="Attempts">The newest attempts, the newest first, at most 50.</param>
public sealed record WebhookDeliveryDetail(
    WebhookDelivery Delivery,
    WebhookRequest? Request,
    IReadOnlyList<WebhookAttempt> Attempts
);

/// <summary>
/// A request as it would be sent now. Bodies are not kept: they are made anew for each attempt. What the caller could not read
/// elsewhere is left out of the one shown.
/// </summary>
/// <param name="Method">Always <c>POST</c>.</param>
/// <param name="Url">Where to.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">The body to the letter.</param>
/// <param name="BodyDigest">SHA-256 of the body in hex, to compare with those of the attempts.</param>
public sealed record WebhookRequest(
    string Method,
    string Url,
    IReadOnlyList<WebhookHeader> Headers,
    string Body,
    string BodyDigest
);

/// <summary>A header of the request.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null where only its presence is shown: signatures, and headers of your own that may hold a password.</param>
public sealed record WebhookHeader(string Name, string? Value);

/// <summary>One try to deliver.</summary>
/// <param name="Number">Its number among the tries of this delivery, from 1.</param>
/// <param name="At">When it began.</param>
/// <param name="LatencyMs">How long it took.</param>
/// <param name="Url">Where to, as the endpoint said then.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>refused</c> (another status), <c>unreachable</c>, <c>timeout</c>, <c>blocked</c> or <c>tooLarge</c>.</param>
/// <param name="Reason">Why, where more can be said; <c>responseNotKept</c> where the answer was not kept, since the endpoint includes recipients.</param>
/// <param name="Status">Status of the answer; null when there was none.</param>
/// <param name="Response">The beginning of the answer as text, at most 16 KiB. Strangers wrote it: show it as text only. Signatures and values of headers of the endpoint's own are left out of it. Null where the endpoint includes recipients, or the caller may not read what they were sent.</param>
/// <param name="BodyDigest">SHA-256 of the body that was sent, in hex.</param>
public sealed record WebhookAttempt(
    int Number,
    DateTimeOffset At,
    int LatencyMs,
    string Url,
    string Outcome,
    string? Reason,
    int? Status,
    [property: System.Text.Json.Serialization.JsonConverter(typeof(StrangersText))]
        string? Response,
    string BodyDigest
)
{
    internal static WebhookAttempt Of(AttemptRow row) =>
        new(
            row.Number,
            row.At,
            row.Milliseconds,
            row.Url,
            row.Outcome,
            row.Reason,
            row.Status,
            row.Response,
            row.BodyDigest
        );
}
