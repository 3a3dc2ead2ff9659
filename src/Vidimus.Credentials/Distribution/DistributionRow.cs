using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Distribution;

/// <summary>A credential to be sent to its recipient; kept when sent, as the record of it. No address stands here.</summary>
internal sealed class DistributionRow : IModeRow, ISendable
{
    public required string OrganizationId { get; init; }
    public required string CredentialId { get; init; }
    public required string Mode { get; init; }

    /// <summary>When it was asked for last; never the same or less at the next time, so that it tells one asking from another.</summary>
    public required DateTimeOffset RequestedAt { get; set; }

    /// <summary>When to try next; null when there is nothing more to do.</summary>
    public DateTimeOffset? NextTryAt { get; set; }
    public required int Attempts { get; set; }
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Why it was given up or came back; null unless it was.</summary>
    public string? Failure { get; set; }

    /// <summary>The same as a status code (RFC 3463) or one word.</summary>
    public string? Code { get; set; }

    /// <summary>When the mailbox refused it.</summary>
    public DateTimeOffset? BouncedAt { get; set; }

    /// <summary>Language that was asked for.</summary>
    public string? Language { get; set; }

    /// <summary>What the last mail is known by when it comes back.</summary>
    public string? Token { get; set; }

    /// <summary>The link's secret while the mail is not sent, encrypted under the recipient's key.</summary>
    public byte[]? Claim { get; set; }

    string ISendable.SendingId => CredentialId;

    public string State =>
        BouncedAt is not null ? "bounced"
        : NextTryAt is not null ? "waiting"
        : Failure is not null ? "failed"
        : "sent";
}
