using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Recipients;

/// <summary>A link by which a recipient reaches a credential. The link itself is kept nowhere.</summary>
internal sealed class ClaimRow : IModeRow
{
    /// <summary>Ids of links that were asked for by the form for lost ones begin with this.</summary>
    public const string Lost = "lost";
    public const string LostPrefix = "lost_";

    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string CredentialId { get; init; }
    public required string RecipientId { get; init; }

    /// <summary>SHA-256 of the secret in the link, in hex.</summary>
    public required string Digest { get; init; }

    /// <summary>The address it was mailed to, encrypted under the recipient's key; null for one that staff handed over.</summary>
    public byte[]? Address { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A recipient asks for erasure; the row goes when that was done or refused.</summary>
internal sealed class ErasureRequestRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string RecipientId { get; init; }
    public required string Mode { get; init; }
    public required string Id { get; init; }

    /// <summary>The credential on whose page it was asked for.</summary>
    public required string CredentialId { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
}

/// <summary>What recipients of an organization may do by themselves.</summary>
internal sealed class RecipientPageRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary>True where a confirmed request for erasure is fulfilled without staff.</summary>
    public required bool ErasesAtOnce { get; set; }
    public required int Version { get; set; }
}
