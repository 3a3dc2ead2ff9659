using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.OpenBadges;

/// <summary>A credential issued elsewhere that was handed to the organization, encrypted under its recipient's key.</summary>
internal sealed class ReceivedRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string RecipientId { get; init; }

    /// <summary>SHA-256 over issuer and id, by which a newer version of the same credential is known.</summary>
    public required string Identity { get; init; }

    /// <summary><c>json</c> or <c>jwt</c>.</summary>
    public required string Form { get; set; }
    public required DateTimeOffset ValidFrom { get; set; }

    /// <summary>When this version came.</summary>
    public required DateTimeOffset ReceivedAt { get; set; }

    /// <summary>SHA-256 of the document, as multibase.</summary>
    public required string Digest { get; set; }
    public required byte[] Document { get; set; }
    public required int Version { get; set; }
}

/// <summary>What an organization says of itself in its credentials, beside its name.</summary>
internal sealed class ProfileRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Mode { get; init; }

    /// <summary>The members as JSON, as they stand in a credential's issuer.</summary>
    public required string Members { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public required int Version { get; set; }
}
