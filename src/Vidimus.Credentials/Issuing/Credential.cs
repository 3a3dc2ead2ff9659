using System.Text.Json;
using System.Text.Json.Serialization;
using Vidimus.Credentials.Distribution;

namespace Vidimus.Credentials.Issuing;

/// <summary>A recipient as given.</summary>
/// <param name="Name">Name as it stands on the credential; 1 to 200 characters.</param>
/// <param name="Email">E-mail address, for distribution; it does not stand on the credential.</param>
/// <param name="ExternalId">The caller's own id for this person; the same id names the same recipient.</param>
/// <param name="Did">The recipient's DID; where given, the credential names the recipient by it.</param>
public sealed record RecipientInput(
    string? Name = null,
    string? Email = null,
    string? ExternalId = null,
    string? Did = null
);

/// <summary>A recipient.</summary>
/// <param name="Id">Its id, <c>rcp_…</c>.</param>
/// <param name="Name">Name as it stands on the credential.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="ExternalId">The caller's own id.</param>
/// <param name="Did">The DID given with this credential.</param>
public sealed record Recipient(
    string Id,
    string Name,
    string? Email,
    string? ExternalId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Did = null
);

/// <summary>A credential.</summary>
/// <param name="Id">Its id, <c>cred_…</c>.</param>
/// <param name="Uuid">The same id as a UUID.</param>
/// <param name="GroupId">Its group.</param>
/// <param name="State"><c>draft</c>, <c>issued</c>, <c>suspended</c>, <c>revoked</c> or <c>expired</c>.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Name">What stands at its top.</param>
/// <param name="Description">What it says further.</param>
/// <param name="Recipient">Who received it; null once erased.</param>
/// <param name="Subject">The subject's own members; null once erased.</param>
/// <param name="Custom">Members kept with it that do not stand on the credential; null once erased.</param>
/// <param name="ValidFrom">Begin of validity.</param>
/// <param name="ValidUntil">End of validity, or null.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="RevocationReason">Why.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When its record last changed.</param>
/// <param name="VerifyUrl">Where anyone can verify it; null for a draft.</param>
/// <param name="Replaces">The credential that this one replaces.</param>
/// <param name="ReplacedBy">The credential that replaces this one.</param>
/// <param name="RenewalOf">The credential that this one renews.</param>
/// <param name="DistributedAt">When its link was sent to the recipient.</param>
/// <param name="Digest">SHA-256 of the signed JSON form, as multibase.</param>
/// <param name="SuspendedAt">Since when it is suspended.</param>
/// <param name="SuspensionReason">Why.</param>
/// <param name="Distribution">The sending of its link by mail; left out when that was never asked for.</param>
/// <param name="HiddenAt">Since when its recipient hides it from public view; left out while it is not hidden.</param>
public sealed record Credential(
    string Id,
    string Uuid,
    string GroupId,
    string State,
    string Mode,
    string? Name,
    string? Description,
    Recipient? Recipient,
    JsonElement? Subject,
    JsonElement? Custom,
    DateTimeOffset? ValidFrom,
    DateTimeOffset? ValidUntil,
    DateTimeOffset? IssuedAt,
    DateTimeOffset? RevokedAt,
    string? RevocationReason,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? VerifyUrl,
    string? Replaces,
    string? ReplacedBy,
    string? RenewalOf,
    DateTimeOffset? DistributedAt,
    string? Digest,
    DateTimeOffset? SuspendedAt,
    string? SuspensionReason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        CredentialDistribution? Distribution = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        DateTimeOffset? HiddenAt = null
) : BadgeParts;

/// <summary>What a credential says, as kept for drafts, reissues and reading back.</summary>
internal sealed record CredentialInput(
    string Name,
    string? Description,
    JsonElement? Subject,
    JsonElement? Custom,
    BadgeParts? Badge = null,
    string? Did = null
);
