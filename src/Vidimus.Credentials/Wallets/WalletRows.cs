using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Wallets;

/// <summary>An offer of one credential to a wallet. Its secrets stand here as digests, or encrypted under each other.</summary>
internal sealed class WalletOfferRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string CredentialId { get; init; }
    public required string GroupId { get; init; }

    /// <summary>Formats on offer, with spaces between.</summary>
    public required string Formats { get; init; }

    /// <summary>SHA-256 in hex of the pre-authorized code.</summary>
    public required string CodeDigest { get; init; }

    /// <summary>SHA-256 in hex of the secret part of the offer's address.</summary>
    public required string ReferenceDigest { get; init; }

    /// <summary>The pre-authorized code, encrypted under the secret part of the offer's address.</summary>
    public required byte[] SealedCode { get; init; }

    /// <summary>The transaction code, keyed by the pre-authorized code: without that, trying out its million values tells nothing. Null for none.</summary>
    public string? TransactionDigest { get; init; }

    /// <summary>Whether the transaction code went to the recipient by mail.</summary>
    public required bool Mailed { get; init; }
    public required int TriesLeft { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RedeemedAt { get; set; }

    /// <summary>SHA-256 in hex of the access token, once the code was redeemed.</summary>
    public string? TokenDigest { get; set; }
    public DateTimeOffset? TokenExpiresAt { get; set; }

    /// <summary>How often it was taken.</summary>
    public required int Taken { get; set; }

    /// <summary>When it was ended before its time: by wrong transaction codes, a newer offer, or a restored backup.</summary>
    public DateTimeOffset? EndedAt { get; set; }
    public required int Version { get; set; }

    public bool IsOpenAt(DateTimeOffset now) =>
        RedeemedAt is null && EndedAt is null && ExpiresAt > now;
}

/// <summary>What a wallet took: by this the record knows a copy that names the wallet's key.</summary>
internal sealed class WalletCopyRow : IModeRow
{
    public required string OrganizationId { get; init; }

    /// <summary>The id, which the wallet knows as <c>notification_id</c>.</summary>
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string CredentialId { get; init; }
    public required string OfferId { get; init; }
    public required string Format { get; init; }

    /// <summary>Digest of the copy's canonical form or token, as multibase.</summary>
    public required string Digest { get; init; }

    /// <summary>Digest of the wallet's key, as multibase.</summary>
    public required string KeyDigest { get; init; }
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>What the wallet has reported of it, with spaces between; null for nothing.</summary>
    public string? Reported { get; set; }
    public required int Version { get; set; }
}

/// <summary>A nonce that was used up.</summary>
internal sealed class WalletNonceRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Digest { get; init; }
    public required string Mode { get; init; }

    /// <summary>The copy it was used for.</summary>
    public required string CopyId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A group whose credentials were offered to wallets, and which the issuer's metadata therefore describes.</summary>
internal sealed class WalletGroupRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string GroupId { get; init; }
    public required string Mode { get; init; }
    public required DateTimeOffset OfferedAt { get; set; }
}
