using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Distribution;

/// <summary>How an organization's mail looks and leaves; without a host through the installation's server.</summary>
internal sealed class MailSettingsRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary>Language of mail where nothing says more.</summary>
    public string? Language { get; set; }
    public string? FromName { get; set; }
    public string? ReplyTo { get; set; }
    public string? Host { get; set; }
    public required int Port { get; set; }
    public required string Tls { get; set; }
    public string? UserName { get; set; }

    /// <summary>The password, encrypted under the master key.</summary>
    public byte[]? Password { get; set; }
    public string? FromAddress { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public required int Version { get; set; }
}

/// <summary>A group's own words for the mail with a credential's link.</summary>
internal sealed class GroupMailRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string GroupId { get; init; }
    public required string Mode { get; init; }
    public string? Language { get; set; }

    /// <summary>For each language subject and text, as JSON.</summary>
    public required string Texts { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public required int Version { get; set; }
}
