using System.Text.Json.Serialization;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Payments;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.People;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>Who submits. Idempotency keys are the submitter's own: a key's together with its successors', or a member's.</summary>
internal sealed record Submitter(string Kind, string Id);

/// <summary>A document that goes with the order.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><c>source</c> or <c>draft</c>.</param>
/// <param name="Position">Its place among those.</param>
/// <param name="Field">The member of the request that names it.</param>
/// <param name="Uploaded">True for one that was uploaded before; it is there without the order, too.</param>
internal sealed record SubmittedDocument(
    string Id,
    string Kind,
    int Position,
    string Field,
    bool Uploaded
)
{
    /// <summary>What was fetched, until a row stands for it.</summary>
    [JsonIgnore]
    public StagedDocument? Staged { get; init; }
}

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

    /// <summary>As <see cref="QuoteInput.Write"/> has it.</summary>
    public required string Input { get; init; }
    public required long TotalCents { get; init; }
    public required string Currency { get; init; }
    public required int SlaHours { get; init; }
    public required IReadOnlyList<SubmittedDocument> Documents { get; init; }
    public required string? WebhookUrl { get; init; }

    /// <summary>Whose credentials gates look at; null where nobody was named.</summary>
    public RecipientName? Recipient { get; init; }
    public required string PaymentKind { get; init; }

    /// <summary>What the payment service calls the charge; null where nothing is charged now.</summary>
    public string? PaymentReference { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset At { get; init; }

    public bool IsLive => Author.Mode == "live";

    public PaymentAsk Ask() => new(Author.OrganizationId, OrderId, TotalCents, Currency);
}
