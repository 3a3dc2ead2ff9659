using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Authentications;

/// <summary>How often one key met with one outcome from one network in one day.</summary>
internal sealed class AuthenticationRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string KeyId { get; init; }

    /// <summary>The day in UTC, <c>2026-11-22</c>.</summary>
    public required string Day { get; init; }
    public required string Outcome { get; init; }

    /// <summary>The address cut to 24 bits of IPv4 or 48 of IPv6, or <see cref="Others"/>.</summary>
    public required string Network { get; init; }
    public required long Count { get; set; }
    public required DateTimeOffset FirstAt { get; init; }
    public required DateTimeOffset LastAt { get; set; }
    public required int Version { get; set; }

    /// <summary>Stands for all networks beyond the first few of a day.</summary>
    public const string Others = "others";
}

/// <summary>What an authentication with a known key came to.</summary>
internal static class AuthenticationOutcome
{
    public const string Exchanged = "exchanged";
    public const string Revoked = "revoked";
    public const string Expired = "expired";
    public const string Suspended = "suspended";
    public const string OrganizationDisabled = "organization_disabled";
    public const string AddressNotAllowed = "address_not_allowed";
    public const string ScopeInsufficient = "scope_insufficient";

    public static readonly string[] All =
    [
        Exchanged,
        Revoked,
        Expired,
        Suspended,
        OrganizationDisabled,
        AddressNotAllowed,
        ScopeInsufficient,
    ];
}
