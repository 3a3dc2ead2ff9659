using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Audit;

/// <summary>What an organization's chain of facts has come to. The installation's own has an empty organization.</summary>
internal sealed class AuditChainRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required long Number { get; set; }
    public required string Hash { get; set; }
    public required DateTimeOffset SealedAt { get; set; }
    public long CheckpointNumber { get; set; }
    public DateTimeOffset? CheckpointAt { get; set; }
}

/// <summary>What a chain had come to, signed.</summary>
internal sealed class AuditCheckpointRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required long Number { get; init; }
    public required string Hash { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Token { get; init; }
}

/// <summary>A key that signs checkpoints and nothing else; the private part is encrypted under a master key.</summary>
internal sealed class AuditKeyRow
{
    public required string Id { get; init; }
    public required byte[] PrivateKey { get; set; }
    public required byte[] PublicKey { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RetiredAt { get; set; }
}
