namespace Vidimus.Client;

/// <summary>How often a key met with one outcome from one network in one day.</summary>
public sealed record KeyAuthentication : IChecked
{
    /// <summary><c>ath_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The key.</summary>
    public required string KeyId { get; init; }

    /// <summary>The key's mode.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Where the key is used.</summary>
    public required KeyEnvironment Environment { get; init; }

    /// <summary>The day in UTC, <c>2026-11-22</c>.</summary>
    public required string Day { get; init; }

    /// <summary><c>exchanged</c>, or why it was refused.</summary>
    public required string Outcome { get; init; }

    /// <summary>Where from: an address cut to 24 bits of IPv4 or 48 of IPv6.</summary>
    public required string Network { get; init; }

    /// <summary>How often.</summary>
    public required long Count { get; init; }

    /// <summary>First time that day.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>Last time that day.</summary>
    public required DateTimeOffset LastAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "ath_", "id");
        check.Id(KeyId, "key_", "keyId");
        check.That(Count > 0, "count");
    }
}

/// <summary>Which of the authentication history to list; null means any.</summary>
public sealed record AuthenticationFilter
{
    /// <summary>Of one key.</summary>
    public string? KeyId { get; init; }

    /// <summary>Of keys of this environment.</summary>
    public KeyEnvironment? Environment { get; init; }

    /// <summary>With this outcome, such as <c>revoked</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Items asked for at a time, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}
