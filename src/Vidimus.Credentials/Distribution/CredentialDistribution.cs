namespace Vidimus.Credentials.Distribution;

/// <summary>The sending of a credential's link to its recipient.</summary>
/// <param name="State"><c>waiting</c>, <c>sent</c>, <c>bounced</c> when the mailbox refused it, or <c>failed</c>.</param>
/// <param name="RequestedAt">When it was asked for last.</param>
/// <param name="SentAt">When a mail server took it last.</param>
/// <param name="BouncedAt">When the mailbox refused it.</param>
/// <param name="Code">Why it failed: a status code (RFC 3463) such as <c>5.1.1</c>, a reply code, or a word such as <c>unreachable</c>; while it waits, <c>daily-limit</c> when the mails of the day are used up.</param>
/// <param name="Failure">The same in a sentence.</param>
/// <param name="Attempts">How often it was tried since it was asked for.</param>
/// <param name="NextTryAt">When it is tried next.</param>
/// <param name="Language">Language that was asked for.</param>
public sealed record CredentialDistribution(
    string State,
    DateTimeOffset RequestedAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? BouncedAt,
    string? Code,
    string? Failure,
    int Attempts,
    DateTimeOffset? NextTryAt,
    string? Language
)
{
    internal static CredentialDistribution? Of(DistributionRow? row) =>
        row is null
            ? null
            : new(
                row.State,
                row.RequestedAt,
                row.SentAt,
                row.BouncedAt,
                row.Code,
                row.Failure,
                row.Attempts,
                row.NextTryAt,
                row.Language
            );
}
