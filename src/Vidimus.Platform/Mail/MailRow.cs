namespace Vidimus.Platform.Mail;

/// <summary>A mail that a change asked for. Address and text are encrypted, and gone once it was sent or given up.</summary>
internal sealed class MailRow : ISendable
{
    /// <summary><c>mail_…</c></summary>
    public required string Id { get; init; }

    /// <summary>On whose behalf; empty for the installation's own.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>What it is for, such as <c>sign-in</c>; no text of it.</summary>
    public required string Kind { get; init; }

    /// <summary>The mail as JSON, encrypted under the master key; null once it is not needed any more.</summary>
    public byte[]? Content { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When to try next; null when there is nothing more to do.</summary>
    public DateTimeOffset? NextTryAt { get; set; }

    /// <summary>After this it helps nobody: its link has ended.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    public required int Attempts { get; set; }
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Why it was given up; null unless it was.</summary>
    public string? Failure { get; set; }

    /// <summary>
    /// Whether the organization's own server may send it. Never what lets somebody in: whoever runs that server could read it.
    /// </summary>
    public bool Own { get; init; }

    /// <summary>Ids of whom it is about, with spaces between, whose erasing takes it along; null for nobody.</summary>
    public string? ResourceId { get; init; }

    string ISendable.SendingId => Id;
}
