using Vidimus.Platform.Persistence;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>A client that registered itself. It belongs to no organization: whoever consents to it does so for their own.</summary>
internal sealed class OAuthRegistrationRow
{
    public const string Prefix = "dcr";

    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Addresses, one a line.</summary>
    public required string RedirectUris { get; init; }
    public required string AuthMethod { get; init; }

    /// <summary>SHA-256 of the secret in hex; null for a public client.</summary>
    public string? SecretDigest { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When somebody last let it in, or it came back for new tokens; null for never.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A client that an administrator entered, for the members of one organization.</summary>
internal sealed class OAuthClientRow : ITenantRow
{
    public const string Prefix = "oac";

    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Addresses, one a line.</summary>
    public required string RedirectUris { get; init; }
    public required string AuthMethod { get; init; }

    /// <summary>SHA-256 of the secret in hex; null for a public client.</summary>
    public string? SecretDigest { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
    public required int Version { get; set; }
}

/// <summary>
/// What the document of a client said when a member let it in: what its tokens are renewed by while the document's own
/// host cannot be reached. Strangers make no such rows.
/// </summary>
internal sealed class OAuthDocumentRow
{
    /// <summary>The document's address.</summary>
    public required string Id { get; init; }
    public required string Name { get; set; }

    /// <summary>Addresses, one a line.</summary>
    public required string RedirectUris { get; set; }
    public required DateTimeOffset UsedAt { get; set; }
}
