using System.Text.Json.Serialization;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Keys;

/// <summary>A key as people see it; the key itself is shown once, when it is minted.</summary>
/// <param name="Id">Id of the key, <c>key_…</c>.</param>
/// <param name="OrganizationId">Its organization.</param>
/// <param name="Label">What it is for, in its owner's words.</param>
/// <param name="Family"><c>vdm</c>, <c>vrt</c> or <c>vc</c>.</param>
/// <param name="Kind"><c>apiKey</c>, or <c>clientToken</c> for one that is exchanged.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Environment">Where it is used: <c>development</c>, <c>staging</c>, <c>production</c> or <c>ci</c>.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="State"><c>active</c>, <c>suspended</c>, <c>revoked</c> or <c>expired</c>.</param>
/// <param name="Display">First and last characters.</param>
/// <param name="ExchangeOnly">True when it must be exchanged and opens nothing itself.</param>
/// <param name="RateLimitPerMinute">Requests it may make in any minute.</param>
/// <param name="CreatedAt">When it was minted.</param>
/// <param name="ExpiresAt">When it ends, or null.</param>
/// <param name="LastUsedAt">When it was last used, to the minute.</param>
/// <param name="SuspendedAt">Since when it is suspended.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="SpendCapDayCents">What it may spend in any 24 hours, or null for no cap.</param>
/// <param name="SpendCapMonthCents">What it may spend in any 30 days, or null for no cap.</param>
/// <param name="AllowedNetworks">Networks (CIDR) that requests must come from; empty for any.</param>
/// <param name="Replaces">The key that it took over from.</param>
/// <param name="ReplacedBy">The key that took over from it; it ends at <c>expiresAt</c>.</param>
/// <param name="SuspendedReason"><c>requested</c>, or <c>leaked</c>: then replace it and revoke it.</param>
/// <param name="LeakedAt">When it was reported to have been found in public.</param>
/// <param name="Warnings">What needs looking after: <c>unused</c>, <c>over_age</c>, <c>expiring</c>, <c>leaked</c>, <c>replaced</c>.</param>
/// <param name="ForAssistant">Whether an assistant works with it, so that the organization's rules of approvals hold for it.</param>
public record ApiKey(
    string Id,
    string OrganizationId,
    string Label,
    string Family,
    string Kind,
    string Mode,
    string Environment,
    IReadOnlyList<string> Scopes,
    string State,
    string Display,
    bool ExchangeOnly,
    int RateLimitPerMinute,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? SuspendedAt,
    DateTimeOffset? RevokedAt,
    long? SpendCapDayCents,
    long? SpendCapMonthCents,
    IReadOnlyList<string> AllowedNetworks,
    string? Replaces,
    string? ReplacedBy,
    string? SuspendedReason,
    DateTimeOffset? LeakedAt,
    IReadOnlyList<string> Warnings,
    bool ForAssistant
)
{
    internal static ApiKey Of(KeyRow row, DateTimeOffset now, KeyOptions limits) =>
        new(
            row.Id,
            row.OrganizationId,
            row.Label,
            row.Family,
            row.Kind,
            row.Mode,
            row.Environment,
            row.ScopeList,
            row.StateAt(now),
            row.Display,
            row.ExchangeOnly,
            row.RateLimitPerMinute,
            row.CreatedAt,
            row.ExpiresAt,
            row.LastUsedAt,
            row.SuspendedAt,
            row.RevokedAt,
            row.SpendCapDayCents,
            row.SpendCapMonthCents,
            Networks.Read(row.AllowedNetworks),
            row.Replaces,
            row.ReplacedBy,
            row.SuspendedReason,
            row.LeakedAt,
            KeyWarnings.Of(row, now, limits),
            row.ForAssistant
        );
}

/// <summary>A new key with its text, which is shown this once.</summary>
public sealed record MintedKey : ApiKey, IHoldsSecret
{
    internal MintedKey(ApiKey key, string secret, string basicHeader)
        : base(key)
    {
        Secret = secret;
        BasicHeader = basicHeader;
    }

    /// <summary>The key's text, in the first answer only; nobody can recover it later.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; private init; }

    /// <summary>Value of an Authorization header for the exchange, ready to paste; in the first answer only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BasicHeader { get; private init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SecretOmitted { get; private init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SecretHint { get; private init; }

    internal MintedKey Known =>
        this with
        {
            Secret = null,
            BasicHeader = null,
            SecretOmitted = true,
            SecretHint =
                "The key was shown in the first answer and is kept nowhere. If it was lost, revoke this one and mint another.",
        };

    object IHoldsSecret.WithoutSecret() => Known;
}
