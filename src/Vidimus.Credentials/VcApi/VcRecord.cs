using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.VcApi;

/// <summary>
/// That a credential was issued through the VC API. The document is the caller's and is not kept, so its personal data is the
/// caller's to erase; digests are enough to know it again, which tells it from one signed with a stolen key, and to end it.
/// </summary>
internal sealed class VcRecordRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }

    /// <summary>SHA-256 of the id by which the caller changes its status; null when it has none.</summary>
    public required string? IdDigest { get; init; }

    /// <summary>SHA-256 of the canonical JSON without proof, as multibase: the same for an embedded and an enveloped form.</summary>
    public required string Digest { get; init; }

    /// <summary>Cryptosuite, or <c>vc+jwt</c>.</summary>
    public required string Securing { get; init; }

    /// <summary>Its place in the status lists; null when no entry was asked for.</summary>
    public string? StatusListId { get; init; }
    public int? StatusIndex { get; init; }

    /// <summary>The lists that it names, as <see cref="CredentialRow.StatusPurposes"/>.</summary>
    public string? StatusPurposes { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public DateTimeOffset? SuspendedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public required int Version { get; set; }
}
