using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vidimus.Client;

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

    /// <summary>Networks (CIDR) or addresses that calls must come from, at most 50; any when null.</summary>
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    /// <summary>Cents it may spend in any 24 hours; no cap when null.</summary>
    public long? SpendCapDayCents { get; init; }

    /// <summary>Cents it may spend in any 30 days; no cap when null.</summary>
    public long? SpendCapMonthCents { get; init; }

    /// <summary>True for a key that an assistant works with: the organization's rules of approvals hold for it.</summary>
    public bool? ForAssistant { get; init; }
}

/// <summary>How a key is replaced; null leaves the choice to the server.</summary>
public sealed record KeyRotation
{
    /// <summary>Seconds that the old key goes on, 0 to 2,592,000 (30 days); a day when null.</summary>
    public long? GraceSeconds { get; init; }

    /// <summary>The successor's name; the old key's when null.</summary>
    public string? Label { get; init; }

    /// <summary>The successor's end; when null it lives as long as the old key was given.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
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

    /// <summary>All networks that calls must come from; empty for any.</summary>
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    /// <summary>Cents it may spend in any 24 hours from now on.</summary>
    public long? SpendCapDayCents { get; init; }

    /// <summary>Cents it may spend in any 30 days from now on.</summary>
    public long? SpendCapMonthCents { get; init; }

    /// <summary>Whether an assistant works with it.</summary>
    public bool? ForAssistant { get; init; }

    /// <summary>What is taken away: any of <c>expiresAt</c>, <c>spendCapDayCents</c>, <c>spendCapMonthCents</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Clear { get; init; } = [];

    /// <summary>The change as it is sent: what is taken away is null, what stays as it is left out.</summary>
    internal byte[] Body()
    {
        var body = JsonSerializer.SerializeToNode(this, VidimusJson.Default.KeyChange)!.AsObject();
        foreach (var member in Clear)
            body[member] = member is "expiresAt" or "spendCapDayCents" or "spendCapMonthCents"
                ? null
                : throw new ArgumentException($"'{member}' cannot be taken away from a key.");
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
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

    /// <summary>Keys not used for so many days.</summary>
    public int? UnusedForDays { get; init; }

    /// <summary>Keys minted so many days ago or earlier.</summary>
    public int? OlderThanDays { get; init; }

    /// <summary>Items asked for at a time, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}

/// <summary>Why a key is suspended or revoked.</summary>
internal sealed record ReasonBody(string? Reason);
