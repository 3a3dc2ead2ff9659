namespace Vidimus.Access.Tokens;

/// <summary>A key that signs access tokens; the private part is encrypted under a master key.</summary>
internal sealed class TokenKeyRow
{
    public required string Id { get; init; }
    public required byte[] PrivateKey { get; set; }
    public required byte[] PublicKey { get; init; }

    /// <summary>When nodes begin to sign with it; published before that.</summary>
    public required DateTimeOffset ActiveFrom { get; init; }
    public DateTimeOffset? RetiredAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Digest of the one-time link by which the first organization is set up.</summary>
internal sealed class SetupRow
{
    public required string Digest { get; init; }
    public required string OrganizationId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}
