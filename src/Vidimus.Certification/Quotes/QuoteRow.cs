using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Quotes;

/// <summary>A price that binds until it expires. It may be ordered more than once.</summary>
internal sealed class QuoteRow : IModeRow
{
    public required string OrganizationId { get; init; }

    /// <summary><c>q_…</c></summary>
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public string? KeyId { get; init; }

    /// <summary>What is to be done, as JSON with its defaults filled in; what an order has to repeat.</summary>
    public required string Input { get; init; }

    /// <summary>The items of the price, as JSON.</summary>
    public required string Lines { get; init; }
    public required long TotalCents { get; init; }
    public required string Currency { get; init; }

    /// <summary>In how many hours after the order it is to be ready.</summary>
    public required int SlaHours { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}
