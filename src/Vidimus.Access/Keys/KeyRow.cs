using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Keys;

internal sealed class KeyRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Label { get; set; }
    public required string Family { get; init; }

    /// <summary><c>apiKey</c> or <c>clientToken</c>.</summary>
    public required string Kind { get; init; }
    public required string Mode { get; init; }
    public required string Environment { get; set; }

    /// <summary>Scopes, separated by spaces.</summary>
    public required string Scopes { get; set; }

    /// <summary>SHA-256 of the key, in hex; a check constraint keeps a plain key out.</summary>
    public required string Digest { get; init; }

    /// <summary>First and last characters, for people to recognise the key.</summary>
    public required string Display { get; init; }
    public required bool ExchangeOnly { get; init; }
    public required int RateLimitPerMinute { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? SuspendedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public required int Version { get; set; }
    public long? SpendCapDayCents { get; set; }
    public long? SpendCapMonthCents { get; set; }

    public string StateAt(DateTimeOffset now) =>
        RevokedAt is not null ? "revoked"
        : ExpiresAt <= now ? "expired"
        : SuspendedAt is not null ? "suspended"
        : "active";

    public string[] ScopeList => Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
