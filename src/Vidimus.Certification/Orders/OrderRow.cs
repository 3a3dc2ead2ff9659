using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Orders;

/// <summary>An order: what was ordered by whom, what it costs, and how far it is.</summary>
internal sealed class OrderRow : IModeRow
{
    public required string OrganizationId { get; init; }

    /// <summary><c>ord_…</c>; Verdacert's clients call it the job's id.</summary>
    public required string Id { get; init; }
    public required string Mode { get; init; }

    /// <summary>The organization whose reviewers work on it: the agency's, or the customer's own.</summary>
    public required string AgencyId { get; init; }
    public required string QuoteId { get; init; }

    /// <summary>The contract it came in by: <c>native</c> or <c>verdacert</c>.</summary>
    public required string Surface { get; init; }

    /// <summary>
    /// Whose idempotency keys are unique among each other: a <c>member</c>, or a <c>key</c>, which is the first of its line of
    /// successors; a rotated key's repetition is still the same order.
    /// </summary>
    public required string ActorKind { get; init; }
    public required string ActorId { get; init; }

    /// <summary>The key by which it was ordered, to whose endpoint its events go; null for a member.</summary>
    public string? KeyId { get; init; }

    /// <summary>What the caller names the submission by, 8 to 128 characters; unique for the caller.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>SHA-256, in hex, of all that was submitted under that key.</summary>
    public required string InputDigest { get; init; }

    /// <summary>The quoted input as JSON; see <c>QuoteInput</c>.</summary>
    public required string Input { get; init; }

    /// <summary><c>full_translation</c> or <c>review_and_certify</c>.</summary>
    public required string ProductLine { get; init; }
    public required string SourceLanguage { get; init; }
    public required string TargetLanguage { get; init; }
    public required string SpeedTier { get; init; }
    public required int PageCount { get; init; }
    public required long TotalCents { get; init; }
    public required string Currency { get; init; }

    /// <summary>See <see cref="OrderStates"/>. In test mode this is what was last seen; the age of the order says more.</summary>
    public required string State { get; set; }
    public required DateTimeOffset StateAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was promised to be ready.</summary>
    public required DateTimeOffset DueAt { get; init; }
    public DateTimeOffset? PaidAt { get; set; }
    public DateTimeOffset? ReadyAt { get; set; }
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>Why it failed or was cancelled, in words for the customer.</summary>
    public string? EndReason { get; set; }

    /// <summary>How it is paid: <c>none</c>, <c>invoice</c> or <c>stripe</c>.</summary>
    public required string PaymentKind { get; init; }

    /// <summary>What the payment service calls the charge; null where nothing is charged.</summary>
    public string? PaymentReference { get; init; }

    /// <summary>What was given back or is being given back.</summary>
    public required long RefundedCents { get; set; }

    /// <summary>The member of the agency who works on it.</summary>
    public string? ReviewerId { get; set; }
    public DateTimeOffset? ClaimedAt { get; set; }

    /// <summary>The document that the reviewer works on, and later the one that was certified.</summary>
    public string? DraftDocumentId { get; set; }

    /// <summary>The certificate, once it is ready.</summary>
    public string? CertificateId { get; set; }
    public required int Version { get; set; }
}
