using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials;

/// <summary>A programme that credentials belong to.</summary>
internal sealed class GroupRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }

    /// <summary>Counts from 1 in each organization; the id that Verix clients know.</summary>
    public required int Number { get; init; }
    public required string Name { get; set; }

    /// <summary>The name in lower case, for searching: databases fold ASCII letters only.</summary>
    public required string SearchName { get; set; }
    public string? Description { get; set; }

    /// <summary>The achievement as JSON.</summary>
    public required string Achievement { get; set; }

    /// <summary>JSON Schema of the subject's own members, or null.</summary>
    public string? SubjectSchema { get; set; }

    /// <summary>ISO 8601 duration, or null for credentials that do not expire.</summary>
    public string? DefaultValidity { get; set; }

    /// <summary>Members the organization keeps with the group, as JSON; nothing reads them.</summary>
    public string? ExtraParams { get; set; }

    /// <summary>Status lists that its credentials name, with spaces between; null for revocation alone.</summary>
    public string? StatusPurposes { get; set; }

    /// <summary>Of a hundred verifications of its credentials, how many are told as events; null for none.</summary>
    public int? VerifiedEventsPercent { get; set; }

    /// <summary>What its credentials look like on paper; null for the usual one.</summary>
    public string? TemplateId { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? ArchivedAt { get; set; }
    public required int Version { get; set; }
}

/// <summary>Who receives credentials. All personal data of a recipient stands here or is encrypted under its key.</summary>
internal sealed class RecipientRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public string? ExternalId { get; init; }
    public required string Name { get; set; }

    /// <summary>The name in lower case, for searching.</summary>
    public required string SearchName { get; set; }
    public string? Email
    {
        get;
        set => (field, SearchEmail) = (value, value?.ToLowerInvariant());
    }

    /// <summary>The address in lower case, for finding whoever lost a link; null on rows that older versions wrote.</summary>
    public string? SearchEmail { get; private set; }

    /// <summary>Fills in what an older version left out.</summary>
    public void Complete() => SearchEmail = Email?.ToLowerInvariant();

    /// <summary>Key that this recipient's documents are encrypted under, itself encrypted under a master key.</summary>
    public required byte[] DataKey { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts what was written under this recipient: issuing and erasing at once cannot both succeed.</summary>
    public required int Version { get; set; }
}

/// <summary>A credential's record: ids, states, times and digests. Erasing a recipient leaves it as it is.</summary>
internal sealed class CredentialRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string GroupId { get; init; }
    public required string RecipientId { get; set; }
    public string? BatchId { get; init; }
    public DateTimeOffset? ValidFrom { get; set; }
    public DateTimeOffset? ValidUntil { get; set; }

    /// <summary>When the end of its validity was stated; null while it was not.</summary>
    public DateTimeOffset? ExpiryToldAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was issued; null for a draft.</summary>
    public DateTimeOffset? IssuedAt { get; set; }
    public DateTimeOffset? SuspendedAt { get; set; }
    public string? SuspensionReason { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public string? RevocationReason { get; set; }

    /// <summary>SHA-256 of the signed JSON form, as multibase; null for a draft.</summary>
    public string? Digest { get; set; }

    /// <summary>Its status list and its position there; null for a draft and for what was issued before there were lists.</summary>
    public string? StatusListId { get; set; }
    public int? StatusIndex { get; set; }

    /// <summary>The lists that it names; see <see cref="GroupRow.StatusPurposes"/>.</summary>
    public string? StatusPurposes { get; set; }
    public string? Replaces { get; init; }
    public string? ReplacedBy { get; set; }
    public string? RenewalOf { get; init; }

    /// <summary>Since when its recipient hides it from public view.</summary>
    public DateTimeOffset? HiddenAt { get; set; }
    public required int Version { get; set; }

    public string StateAt(DateTimeOffset now) =>
        IssuedAt is null ? "draft"
        : RevokedAt is not null ? "revoked"
        : SuspendedAt is not null ? "suspended"
        : ValidUntil <= now ? "expired"
        : "issued";
}

/// <summary>A credential's content, encrypted under the recipient's key: what it says, and its signed forms.</summary>
internal sealed class ContentRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string CredentialId { get; init; }
    public required string Mode { get; init; }
    public required string RecipientId { get; set; }

    /// <summary>What was asked for: name, description, subject, custom.</summary>
    public required byte[] Input { get; set; }

    /// <summary>The signed JSON form exactly as signed; null for a draft.</summary>
    public byte[]? Document { get; set; }

    /// <summary>The <c>vc+jwt</c> form exactly as signed; null for a draft.</summary>
    public byte[]? Jwt { get; set; }
}

/// <summary>A list of credentials issued together.</summary>
internal sealed class BatchRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required int Number { get; init; }
    public required string GroupId { get; init; }
    public required int Total { get; init; }

    /// <summary>For each row its credential's id, or the code and the member at fault, as JSON; no personal data.</summary>
    public required string Outcomes { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A key that signs an organization's credentials in one mode; retired ones go on verifying for ever.</summary>
internal sealed class IssuerKeyRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Mode { get; init; }

    /// <summary>Fragment of the verification method in the DID document.</summary>
    public required string Fragment { get; init; }
    public required byte[] PublicKey { get; init; }

    /// <summary>The seed, encrypted under a master key.</summary>
    public required byte[] PrivateKey { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RetiredAt { get; set; }
}

/// <summary>A key that signs the installation's receipts.</summary>
internal sealed class ReceiptKeyRow
{
    public required string Id { get; init; }
    public required byte[] PublicKey { get; init; }
    public required byte[] PrivateKey { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RetiredAt { get; set; }
}
