namespace Vidimus.Client;

/// <summary>A key, without its secret.</summary>
public record Key : IChecked
{
    /// <summary><c>key_…</c></summary>
    public required string Id { get; init; }

    /// <summary><c>org_…</c></summary>
    public required string OrganizationId { get; init; }

    /// <summary>The name people gave it.</summary>
    public required string Label { get; init; }

    /// <summary>Its form.</summary>
    public required KeyFamily Family { get; init; }

    /// <summary>How it is used.</summary>
    public required KeyKind Kind { get; init; }

    /// <summary>Its mode; everything made with it has the same.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Where it is used.</summary>
    public required KeyEnvironment Environment { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Where it stands.</summary>
    public required KeyState State { get; init; }

    /// <summary>First and last characters, to recognise it by.</summary>
    public required string Display { get; init; }

    /// <summary>When it was minted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was suspended.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Requests allowed in a rolling minute; null for the installation's default.</summary>
    public int? RateLimitPerMinute { get; init; }

    /// <summary>Whether it may only be exchanged, never sent directly.</summary>
    public required bool ExchangeOnly { get; init; }

    /// <summary>Networks (CIDR) that calls must come from; empty for any.</summary>
    public required IReadOnlyList<string> AllowedNetworks { get; init; }

    /// <summary>The key that it took over from.</summary>
    public string? Replaces { get; init; }

    /// <summary>The key that took over from it.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary><c>requested</c>, or <c>leaked</c>: then replace it and revoke it.</summary>
    public string? SuspendedReason { get; init; }

    /// <summary>When it was reported to have been found in public.</summary>
    public DateTimeOffset? LeakedAt { get; init; }

    /// <summary>What needs looking after: <c>unused</c>, <c>over_age</c>, <c>expiring</c>, <c>leaked</c>, <c>replaced</c>.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Cents it may spend in any 24 hours; null for no cap.</summary>
    public long? SpendCapDayCents { get; init; }

    /// <summary>Cents it may spend in any 30 days; null for no cap.</summary>
    public long? SpendCapMonthCents { get; init; }

    /// <summary>Whether an assistant works with it, so that the organization's rules of approvals hold for it.</summary>
    public bool ForAssistant { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "key_", "id");
        check.Id(OrganizationId, "org_", "organizationId");
        check.Each(Scopes, "scopes");
        check.That(RateLimitPerMinute is null or > 0, "rateLimitPerMinute");
        check.Each(AllowedNetworks, "allowedNetworks");
        check.Id(Replaces, "key_", "replaces");
        check.Id(ReplacedBy, "key_", "replacedBy");
        check.Each(Warnings, "warnings");
        check.That(SpendCapDayCents is null or >= 0, "spendCapDayCents");
        check.That(SpendCapMonthCents is null or >= 0, "spendCapMonthCents");
    }
}

/// <summary>A key just minted. Its secret is told this once and cannot be read again.</summary>
public sealed record MintedKey : Key
{
    /// <summary>The key itself.</summary>
    public required Secret Secret { get; init; }

    /// <summary>The same as a ready <c>Authorization</c> value for the exchange.</summary>
    public required Secret BasicHeader { get; init; }
}
