namespace Vidimus.Client;

/// <summary>The sending of a credential's link to its recipient.</summary>
public sealed record CredentialDistribution
{
    /// <summary><c>waiting</c>, <c>sent</c>, <c>bounced</c> when the mailbox refused it, or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>When it was asked for last.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When a mail server took it last.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the mailbox refused it.</summary>
    public DateTimeOffset? BouncedAt { get; init; }

    /// <summary>Why it failed: a status code (RFC 3463), a reply code, or a word such as <c>unreachable</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The same in a sentence.</summary>
    public string? Failure { get; init; }

    /// <summary>How often it was tried since it was asked for.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is tried next.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>Language that was asked for.</summary>
    public string? Language { get; init; }
}

/// <summary>How an organization's mail looks and leaves.</summary>
public sealed record OrganizationMail : IChecked
{
    /// <summary>Language of mail where nothing says more.</summary>
    public string? Language { get; init; }

    /// <summary>Name beside the sender's address; the organization's where there is none.</summary>
    public string? FromName { get; init; }

    /// <summary>Where answers go.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Its own mail server; null for the installation's.</summary>
    public OwnMailServer? Server { get; init; }

    /// <summary>Whether there is a server at all.</summary>
    public bool CanSend { get; init; }

    /// <summary>Whether mail goes into a folder instead of being sent, as in development.</summary>
    public bool HasFolder { get; init; }

    void IChecked.Check(Checker check) { }
}

/// <summary>An organization's own mail server. Its password is shown nowhere.</summary>
public sealed record OwnMailServer
{
    /// <summary>Its name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary><c>starttls</c>, <c>implicit</c> or <c>none</c>.</summary>
    public required string Tls { get; init; }

    /// <summary>User name.</summary>
    public string? User { get; init; }

    /// <summary>Whether a password is kept.</summary>
    public bool HasPassword { get; init; }

    /// <summary>Address that mail comes from.</summary>
    public required string From { get; init; }
}

/// <summary>New settings for an organization's mail; what is left out is reset.</summary>
public sealed record NewOrganizationMail
{
    /// <summary>Language of mail where nothing says more.</summary>
    public string? Language { get; init; }

    /// <summary>Name beside the sender's address.</summary>
    public string? FromName { get; init; }

    /// <summary>Where answers go.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Its own mail server; null for the installation's.</summary>
    public NewMailServer? Server { get; init; }
}

/// <summary>A mail server of one's own.</summary>
public sealed record NewMailServer
{
    /// <summary>Its name or address; not one of a private network.</summary>
    public required string Host { get; init; }

    /// <summary>Its port; 587 when null.</summary>
    public int? Port { get; init; }

    /// <summary><c>starttls</c> (when null), <c>implicit</c> or <c>none</c>.</summary>
    public string? Tls { get; init; }

    /// <summary>User name.</summary>
    public string? User { get; init; }

    /// <summary>Its password; null keeps the one that is kept, as long as host, port and user stay.</summary>
    public string? Password { get; init; }

    /// <summary>Address that mail comes from.</summary>
    public required string From { get; init; }
}

/// <summary>What came of a test mail.</summary>
public sealed record TestMailOutcome : IChecked
{
    /// <summary>True when the server took it.</summary>
    public required bool Sent { get; init; }

    /// <summary>Why not.</summary>
    public string? Code { get; init; }

    void IChecked.Check(Checker check) { }
}

/// <summary>The words of a mail in one language.</summary>
/// <param name="Subject">One line, with words in braces for values.</param>
/// <param name="Text">The text, with words in braces for values.</param>
public sealed record MailText(string? Subject, string? Text);

/// <summary>A group's words for the mail with a credential's link.</summary>
public sealed record GroupMail : IChecked
{
    /// <summary>The group.</summary>
    public required string GroupId { get; init; }

    /// <summary>Language where neither the request nor the achievement says one.</summary>
    public string? Language { get; init; }

    /// <summary>Its own words by language; where there are none, those that are shipped are sent.</summary>
    public required IReadOnlyDictionary<string, MailText> Texts { get; init; }

    /// <summary>Words that are shipped, by language.</summary>
    public required IReadOnlyDictionary<string, MailText> Shipped { get; init; }

    /// <summary>Words that may stand in braces.</summary>
    public required IReadOnlyList<string> Places { get; init; }

    void IChecked.Check(Checker check) => check.Id(GroupId, "grp_", "groupId");
}

/// <summary>A mail as it would be sent.</summary>
public sealed record MailPreview : IChecked
{
    /// <summary>Its language.</summary>
    public required string Language { get; init; }

    /// <summary>Its subject.</summary>
    public required string Subject { get; init; }

    /// <summary>Its text.</summary>
    public required string Text { get; init; }

    /// <summary>The same as HTML; it loads nothing.</summary>
    public required string Html { get; init; }

    void IChecked.Check(Checker check) { }
}

/// <summary>A mail that was written into a folder instead of being sent.</summary>
public sealed record WrittenMail : IChecked
{
    /// <summary>Its name there.</summary>
    public required string Name { get; init; }

    /// <summary>Its date.</summary>
    public required string Date { get; init; }

    /// <summary>Who it comes from.</summary>
    public required string From { get; init; }

    /// <summary>Who it goes to.</summary>
    public required string To { get; init; }

    /// <summary>Its subject.</summary>
    public required string Subject { get; init; }

    /// <summary>Its text; null in a list.</summary>
    public string? Text { get; init; }

    /// <summary>The same as HTML; null in a list.</summary>
    public string? Html { get; init; }

    void IChecked.Check(Checker check) { }
}

/// <summary>A link for a credential's recipient, shown this once.</summary>
public sealed record ClaimLink : IChecked
{
    /// <summary>The credential.</summary>
    public required string CredentialId { get; init; }

    /// <summary>The link.</summary>
    public required string Link { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Links that ended with it.</summary>
    public int Ended { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(CredentialId, "cred_", "credentialId");
        check.Link(Link, "link");
    }
}

/// <summary>A recipient asks for erasure.</summary>
public sealed record ErasureRequest : IChecked
{
    /// <summary><c>ers_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Who asks; <see cref="RecipientCalls.Erase"/> fulfils it.</summary>
    public required string RecipientId { get; init; }

    /// <summary>The name.</summary>
    public required string RecipientName { get; init; }

    /// <summary>The credential on whose page it was asked for.</summary>
    public required string CredentialId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    void IChecked.Check(Checker check) => check.Id(RecipientId, "rcp_", "recipientId");
}

/// <summary>What recipients may do by themselves on their page.</summary>
public sealed record RecipientPageSettings : IChecked
{
    /// <summary>True where a confirmed request for erasure is fulfilled without staff.</summary>
    public required bool ErasesAtOnce { get; init; }

    void IChecked.Check(Checker check) { }
}

internal sealed record TestMailBody(string To);

internal sealed record GroupMailBody(
    string? Language,
    IReadOnlyDictionary<string, MailText>? Texts
);

internal sealed record DistributeBody(string? Language);

internal sealed record WrittenMails(IReadOnlyList<WrittenMail> Data) : IChecked
{
    void IChecked.Check(Checker check) => check.Each(Data, "data");
}
