using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Triggers;

/// <summary>A way in for the events of another system.</summary>
internal sealed class TriggerRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string GroupId { get; init; }
    public required string Name { get; set; }

    /// <summary><c>issue</c>, <c>draft</c> or <c>verify</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The key that it acts as.</summary>
    public required string KeyId { get; set; }

    /// <summary>False while it takes no events.</summary>
    public required bool Enabled { get; set; }

    /// <summary>How senders show that they are the right ones, as JSON without the secret.</summary>
    public required string Auth { get; set; }

    /// <summary>SHA-256 of the secret in hex, where it is sent itself; null where it signs.</summary>
    public string? SecretDigest { get; set; }

    /// <summary>The secret that signs, encrypted; null where it is sent itself.</summary>
    public byte[]? Secret { get; set; }

    /// <summary>The secret before, which holds until <see cref="PreviousUntil"/>.</summary>
    public string? PreviousDigest { get; set; }
    public byte[]? PreviousSecret { get; set; }
    public DateTimeOffset? PreviousUntil { get; set; }

    /// <summary>
    /// Key of the digests of what came in, encrypted: who has the database alone cannot try addresses of people against them.
    /// </summary>
    public required byte[] DigestKey { get; set; }

    /// <summary>Fields and their expressions, as a JSON object.</summary>
    public required string Mapping { get; set; }

    /// <summary>What must hold of an event, as JSON; null for every event.</summary>
    public string? Condition { get; set; }

    /// <summary>Expression whose value issues once; null for recipient and event.</summary>
    public string? RepeatKey { get; set; }
    public required int DelaySeconds { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was deleted; the row goes once nothing of it is left.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
    public required int Version { get; set; }
}

/// <summary>One event that came in, and what became of it. Nothing of what it said is kept but a keyed digest.</summary>
internal sealed class TriggerEventRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string TriggerId { get; init; }

    /// <summary>See <see cref="EventState"/>.</summary>
    public required string State { get; set; }

    /// <summary>Code of why it is refused or waits longer, or a verdict.</summary>
    public string? Reason { get; set; }
    public string? CredentialId { get; init; }

    /// <summary>HMAC-SHA256 of the body under the trigger's own key, in hex.</summary>
    public required string BodyDigest { get; init; }

    /// <summary>Request that brought it.</summary>
    public required string RequestId { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When its draft is to be issued; null once nothing is waiting.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Tries to issue it that were refused.</summary>
    public required int Tries { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public required int Version { get; set; }
}

/// <summary>A repeat key that was used: its value, as a keyed digest, issues no more.</summary>
internal sealed class TriggerRepeatRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string TriggerId { get; init; }
    public required string Digest { get; init; }
    public required string Mode { get; init; }
    public required string CredentialId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What can become of an event.</summary>
internal static class EventState
{
    public const string Issued = "issued";
    public const string Drafted = "drafted";
    public const string Waiting = "waiting";
    public const string Verified = "verified";
    public const string Repeated = "repeated";
    public const string Ignored = "ignored";
    public const string Refused = "refused";
    public const string Cancelled = "cancelled";
    public const string Failed = "failed";

    public static readonly string[] All =
    [
        Issued,
        Drafted,
        Waiting,
        Verified,
        Repeated,
        Ignored,
        Refused,
        Cancelled,
        Failed,
    ];
}
