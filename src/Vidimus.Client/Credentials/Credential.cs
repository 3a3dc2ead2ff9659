using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Where a credential stands.</summary>
[JsonConverter(typeof(WireEnum<CredentialState>))]
public enum CredentialState
{
    /// <summary>Not yet issued; can be changed and deleted.</summary>
    Draft,

    /// <summary>Signed and in force.</summary>
    Issued,

    /// <summary>Out of force for now.</summary>
    Suspended,

    /// <summary>Out of force for ever.</summary>
    Revoked,

    /// <summary>Past its end.</summary>
    Expired,
}

/// <summary>A credential's record.</summary>
public sealed record Credential : BadgeParts, IChecked
{
    /// <summary><c>cred_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The same id as a UUID.</summary>
    public required string Uuid { get; init; }

    /// <summary><c>grp_…</c></summary>
    public required string GroupId { get; init; }

    /// <summary>Where it stands.</summary>
    public required CredentialState State { get; init; }

    /// <summary>Live or test.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its description.</summary>
    public string? Description { get; init; }

    /// <summary>Who has it; null once erased.</summary>
    public Recipient? Recipient { get; init; }

    /// <summary>What it says about the recipient.</summary>
    public JsonObject? Subject { get; init; }

    /// <summary>What the issuer keeps with it, unsigned.</summary>
    public JsonObject? Custom { get; init; }

    /// <summary>In force from.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>In force until; null for ever.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>When it was signed; null for a draft.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Why it was revoked.</summary>
    public string? RevocationReason { get; init; }

    /// <summary>Since when it is suspended; null while it is not.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>Why it is suspended.</summary>
    public string? SuspensionReason { get; init; }

    /// <summary>When the record was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Where anyone can verify it; null for a draft.</summary>
    public string? VerifyUrl { get; init; }

    /// <summary>When its link was sent to the recipient.</summary>
    public DateTimeOffset? DistributedAt { get; init; }

    /// <summary>The credential this one was reissued for.</summary>
    public string? Replaces { get; init; }

    /// <summary>The credential reissued for this one.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>The credential this one renews.</summary>
    public string? RenewalOf { get; init; }

    /// <summary>The sending of its link by mail; null when that was never asked for.</summary>
    public CredentialDistribution? Distribution { get; init; }

    /// <summary>Since when its recipient hides it from public view; null while it is not hidden.</summary>
    public DateTimeOffset? HiddenAt { get; init; }

    /// <summary>SHA-256 of the signed JSON, as multibase <c>u…</c>; null for a draft.</summary>
    public string? Digest { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "cred_", "id");
        check.Uuid(Uuid, "uuid");
        check.Id(GroupId, "grp_", "groupId");
        check.Id(Replaces, "cred_", "replaces");
        check.Id(ReplacedBy, "cred_", "replacedBy");
        check.Id(RenewalOf, "cred_", "renewalOf");
        check.Inside(Recipient, "recipient");
        check.Link(VerifyUrl, "verifyUrl");
        check.That(Digest is null or ['u', _, ..], "digest");
        check.That(
            ValidUntil is null || ValidFrom is null || ValidUntil >= ValidFrom,
            "validUntil"
        );
        if (State is CredentialState.Draft || check.Partial)
            return;
        check.That(IssuedAt is not null, "issuedAt");
        check.That(VerifyUrl is not null, "verifyUrl");
        check.That(Digest is not null, "digest");
    }
}

/// <summary>A person a credential was issued to.</summary>
public sealed record Recipient : IChecked
{
    /// <summary><c>rcp_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The name on the credential.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is sent.</summary>
    public string? Email { get; init; }

    /// <summary>The issuer's own id for the person.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The DID given with this credential.</summary>
    public string? Did { get; init; }

    void IChecked.Check(Checker check) => check.Id(Id, "rcp_", "id");
}
