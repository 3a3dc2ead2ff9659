using Vidimus.Certification.Documents;
using Vidimus.Certification.Payments;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>Who submits. Idempotency keys are the submitter's own: a key's with its successors', or a member's.</summary>
internal sealed record Submitter(string Kind, string Id);

/// <summary>A document that goes with the order: one just fetched, or one uploaded before.</summary>
internal sealed record SubmittedDocument(
    string Kind,
    int Position,
    StagedDocument? Staged,
    string? DocumentId
);

/// <summary>All that an order is made of, complete before anything is written or taken.</summary>
internal sealed record Submission
{
    public required string OrderId { get; init; }
    public required Author Author { get; init; }
    public required Submitter By { get; init; }

    /// <summary>The key that submits; null for a member.</summary>
    public required string? KeyId { get; init; }
    public required string IdempotencyKey { get; init; }
    public required string InputDigest { get; init; }
    public required string Surface { get; init; }
    public required string AgencyId { get; init; }
    public required string QuoteId { get; init; }

    /// <summary>As JSON; see <see cref="QuoteInput"/>.</summary>
    public required string Input { get; init; }
    public required long TotalCents { get; init; }
    public required string Currency { get; init; }
    public required int SlaHours { get; init; }
    public required IReadOnlyList<SubmittedDocument> Documents { get; init; }
    public required string? WebhookUrl { get; init; }
    public required string PaymentKind { get; init; }
    public string? PaymentReference { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset At { get; init; }

    public PaymentAsk Ask() => new(Author.OrganizationId, OrderId, TotalCents, Currency);
}
