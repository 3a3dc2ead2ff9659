using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Distribution;

/// <summary>A credential to be sent to its recipient; kept when sent, as the record of it. No address stands here.</summary>
internal sealed class DistributionRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string CredentialId { get; init; }
    public required string Mode { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When to try next; null when there is nothing more to do.</summary>
    public DateTimeOffset? NextTryAt { get; set; }
    public required int Attempts { get; set; }
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Why it was given up; null unless it was.</summary>
    public string? Failure { get; set; }
}
