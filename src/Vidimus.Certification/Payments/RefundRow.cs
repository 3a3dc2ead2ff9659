using Vidimus.Certification.Orders;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Payments;

/// <summary>
/// A refund: there before the payment service is asked for it, and its amount counted as given back from that moment, so that no two of them
/// together exceed the price. What a dead server left is finished by whoever finds it due.
/// </summary>
internal sealed class RefundRow : IModeRow
{
    public const string Pending = "pending";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Void = "void";

    public required string OrganizationId { get; init; }

    /// <summary><c>rfd_…</c></summary>
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string OrderId { get; init; }

    /// <summary>Who asked: a key, a member, or the payment service, where it was made there.</summary>
    public required string ActorKind { get; init; }
    public required string ActorId { get; init; }

    /// <summary>Caller and amount as asked for: while it stands here, the same asked again is this refund. Null once it failed.</summary>
    public string? RepeatKey { get; set; }
    public required long AmountCents { get; init; }

    /// <summary><c>pending</c>, <c>succeeded</c>, <c>failed</c> or <c>void</c>.</summary>
    public required string State { get; set; }

    /// <summary>What the payment service calls it; null until it does.</summary>
    public string? Reference { get; set; }

    /// <summary>Why it failed, in words for the customer.</summary>
    public string? Failure { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>When the payment service is asked about it next; null once that is over.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>How often it was asked in vain.</summary>
    public required int Attempts { get; set; }
    public required int Version { get; set; }

    public Refund View(OrderRow order) =>
        new(
            Id,
            OrderId,
            AmountCents,
            order.Currency,
            State,
            Failure,
            CreatedAt,
            SettledAt,
            order.State,
            order.RefundedCents
        );
}
