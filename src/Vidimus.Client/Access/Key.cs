using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Whether what is done counts: live, or a test whose credentials never verify as plainly valid.</summary>
[JsonConverter(typeof(WireEnum<Mode>))]
public enum Mode
{
    /// <summary>For real.</summary>
    Live,

    /// <summary>For trying out.</summary>
    Test,
}

/// <summary>Where a key is used.</summary>
[JsonConverter(typeof(WireEnum<KeyEnvironment>))]
public enum KeyEnvironment
{
    /// <summary>A developer's machine.</summary>
    Development,

    /// <summary>Rehearsal.</summary>
    Staging,

    /// <summary>In earnest.</summary>
    Production,

    /// <summary>Automated builds and tests.</summary>
    Ci,
}

/// <summary>The form of a key: the server's own, or one a compatible surface expects.</summary>
[JsonConverter(typeof(WireEnum<KeyFamily>))]
public enum KeyFamily
{
    /// <summary><c>vdm_…</c></summary>
    Vdm,

    /// <summary><c>vrt_…</c></summary>
    Vrt,

    /// <summary><c>vc_…</c></summary>
    Vc,
}

/// <summary>How a key is meant to be used.</summary>
[JsonConverter(typeof(WireEnum<KeyKind>))]
public enum KeyKind
{
    /// <summary>Sent on each call, or exchanged.</summary>
    [JsonStringEnumMemberName("apiKey")]
    ApiKey,

    /// <summary>Exchanged for access tokens.</summary>
    [JsonStringEnumMemberName("clientToken")]
    ClientToken,
}

/// <summary>Where a key stands.</summary>
[JsonConverter(typeof(WireEnum<KeyState>))]
public enum KeyState
{
    /// <summary>In use.</summary>
    Active,

    /// <summary>Refused until resumed.</summary>
    Suspended,

    /// <summary>Refused for ever.</summary>
    Revoked,

    /// <summary>Past its end.</summary>
    Expired,
}

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

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "key_", "id");
        check.Id(OrganizationId, "org_", "organizationId");
        check.Each(Scopes, "scopes");
        check.That(RateLimitPerMinute is null or > 0, "rateLimitPerMinute");
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

/// <summary>A key to be minted.</summary>
public sealed record NewKey
{
    /// <summary>A name for people.</summary>
    public required string Label { get; init; }

    /// <summary>Its mode, for good.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Where it will be used.</summary>
    public required KeyEnvironment Environment { get; init; }

    /// <summary>Its form; the server's own when null.</summary>
    public KeyFamily? Family { get; init; }

    /// <summary>What it may do; the family's default when null.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>How it is used; an API key when null.</summary>
    public KeyKind? Kind { get; init; }

    /// <summary>Lets a client token be sent directly as well.</summary>
    public bool? AllowDirectUse { get; init; }

    /// <summary>When it ends; never when null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Requests allowed in a rolling minute; the default when null.</summary>
    public int? RateLimitPerMinute { get; init; }
}

/// <summary>What to change about a key; null leaves a member as it is.</summary>
public sealed record KeyChange
{
    /// <summary>A new name.</summary>
    public string? Label { get; init; }

    /// <summary>Where it is used from now on.</summary>
    public KeyEnvironment? Environment { get; init; }

    /// <summary>All it may do from now on.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>A new end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>A new rate limit.</summary>
    public int? RateLimitPerMinute { get; init; }
}

/// <summary>Which keys to list; null means any.</summary>
public sealed record KeyFilter
{
    /// <summary>Keys of this mode.</summary>
    public Mode? Mode { get; init; }

    /// <summary>Keys of this environment.</summary>
    public KeyEnvironment? Environment { get; init; }

    /// <summary>Keys in this state.</summary>
    public KeyState? State { get; init; }

    /// <summary>Items asked for at a time, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}

/// <summary>Why a key is suspended or revoked.</summary>
internal sealed record ReasonBody(string? Reason);
