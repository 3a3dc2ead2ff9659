using Vidimus.Platform.Persistence;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// One event for one endpoint. It is inserted in the transaction that states the fact, and there is one however often the
/// event is sent. It holds ids and states: the body is made from the fact for each attempt.
/// </summary>
internal sealed class DeliveryRow : IModeRow, IDueRow
{
    public required string OrganizationId { get; init; }
    public required string EndpointId { get; init; }

    /// <summary>The event's id, the same at every endpoint and in every attempt: <c>evt_</c> and the fact's own 26 characters.</summary>
    public required string EventId { get; init; }
    public required string Mode { get; init; }
    public required string Kind { get; init; }
    public required string ResourceId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>pending</c>, <c>succeeded</c>, <c>failed</c> (given up), <c>cancelled</c> or <c>held</c> (after a restore).</summary>
    public required string State { get; set; }

    /// <summary>When it is tried next by the database's time; while a try runs, the end of its lease; null when nothing more is to be done.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>Number of attempts begun, ever.</summary>
    public required int Attempts { get; set; }

    /// <summary>
    /// Number of attempts that failed since it was last asked for: the place in the schedule. One that was cut off by the end
    /// of a node is not among them.
    /// </summary>
    public required int Tries { get; set; }

    /// <summary>The number of whoever is sending it: what another one found out later is not written over it. 0 while nobody is.</summary>
    public required long Lease { get; set; }

    /// <summary>When it ended, well or not.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Status of the last answer; null when there was none.</summary>
    public int? LastStatus { get; set; }
}

/// <summary>One try to deliver, and what came back.</summary>
internal sealed class AttemptRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string EndpointId { get; init; }
    public required string EventId { get; init; }
    public required int Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int Milliseconds { get; init; }

    /// <summary>The address it was sent to, as the endpoint named it then.</summary>
    public required string Url { get; init; }

    /// <summary><c>succeeded</c>, <c>refused</c> (another status), <c>unreachable</c>, <c>timeout</c>, <c>blocked</c> or <c>tooLarge</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why, where more than the outcome can be said to a stranger; <c>unreadable</c> when nothing could be sent.</summary>
    public string? Reason { get; init; }
    public int? Status { get; init; }

    /// <summary>The beginning of the answer as text without control characters; at most 16 KiB, without what was sent in confidence; null where it may name recipients.</summary>
    public string? Response { get; init; }

    /// <summary>SHA-256 of the body that was sent, in hex; empty when none could be made.</summary>
    public required string BodyDigest { get; init; }

    public static AttemptRow Of(
        EndpointRow endpoint,
        string eventId,
        int number,
        DateTimeOffset at,
        Message message,
        Tried tried
    ) =>
        new()
        {
            OrganizationId = endpoint.OrganizationId,
            EndpointId = endpoint.Id,
            EventId = eventId,
            Number = number,
            At = at,
            Milliseconds = tried.Milliseconds,
            Url = endpoint.Url,
            Outcome = tried.Outcome,
            Reason = tried.Reason,
            Status = tried.Status,
            Response = tried.Response,
            BodyDigest = message.Digest,
        };
}
