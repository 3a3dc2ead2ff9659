using Vidimus.Platform.Persistence;

namespace Vidimus.Webhooks.Signing;

/// <summary>An organization's Ed25519 key for <c>v1a</c> signatures, apart from every other set of keys.</summary>
internal sealed class SigningKeyRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }

    /// <summary>The private key, encrypted under the master key.</summary>
    public required byte[] PrivateKey { get; set; }

    /// <summary>The public key, 32 bytes.</summary>
    public required byte[] PublicKey { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it signs no more; it stays published for a while.</summary>
    public DateTimeOffset? RetiredAt { get; set; }
}
