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

    /// <summary>The first key of its line of successors, whose spending counts together; null for a key that replaced none.</summary>
    public string? SpendAccount { get; init; }

    /// <summary>Networks (CIDR, normal form) that requests must come from, separated by spaces; null for any.</summary>
    public string? AllowedNetworks { get; set; }

    /// <summary>The key that this one took over from.</summary>
    public string? Replaces { get; init; }

    /// <summary>The key that took over from this one; set once.</summary>
    public string? ReplacedBy { get; set; }

    /// <summary><c>requested</c> or <c>leaked</c> while it is suspended.</summary>
    public string? SuspendedReason { get; set; }

    /// <summary>When somebody with a right signature reported to have found it in public.</summary>
    public DateTimeOffset? LeakedAt { get; set; }

    /// <summary>Days before its end that the last notice was about, 0 once its end was told; see <see cref="KeyNotices"/>.</summary>
    public int? NoticeDays { get; set; }

    /// <summary>Whether an assistant works with it, so that the organization's rules of approvals hold for it.</summary>
    public bool ForAssistant { get; set; }

    /// <summary>
    /// The member who was shown its text: who minted it or the key it was minted with, or rotated it last. Null where nobody
    /// knows, as of an installation's first keys.
    /// </summary>
    public string? MadeBy { get; set; }

    /// <summary>
    /// The key that takes over from this one: whatever was decided about this one holds for it too. A new column belongs
    /// here, or is left out for a reason.
    /// </summary>
    public KeyRow Successor(
        string id,
        string secret,
        string label,
        DateTimeOffset? expiresAt,
        DateTimeOffset now
    ) =>
        new()
        {
            OrganizationId = OrganizationId,
            Id = id,
            Label = label,
            Family = Family,
            Kind = Kind,
            Mode = Mode,
            Environment = Environment,
            Scopes = Scopes,
            Digest = KeyFormat.Digest(secret),
            Display = KeyFormat.Display(secret),
            ExchangeOnly = ExchangeOnly,
            RateLimitPerMinute = RateLimitPerMinute,
            AllowedNetworks = AllowedNetworks,
            SpendCapDayCents = SpendCapDayCents,
            SpendCapMonthCents = SpendCapMonthCents,
            SpendAccount = SpendAccount ?? Id,
            CreatedAt = now,
            ExpiresAt = expiresAt,
            NoticeDays = KeyNotices.PassedAt(now, expiresAt),
            Replaces = Id,
            ForAssistant = ForAssistant,
            MadeBy = MadeBy,
            Version = 1,
        };

    public string StateAt(DateTimeOffset now) =>
        RevokedAt is not null ? "revoked"
        : ExpiresAt <= now ? "expired"
        : SuspendedAt is not null ? "suspended"
        : "active";

    public string[] ScopeList => Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
