using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Where a grant stands.</summary>
[JsonConverter(typeof(WireEnum<GrantState>))]
public enum GrantState
{
    /// <summary>The client may act.</summary>
    Active,

    /// <summary>Somebody or something ended it.</summary>
    Revoked,

    /// <summary>Its time is over.</summary>
    Expired,
}

/// <summary>What a member let an MCP client do.</summary>
public sealed record Grant : IChecked
{
    /// <summary><c>grt_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The member.</summary>
    public required string MemberId { get; init; }

    /// <summary>The member's name.</summary>
    public required string MemberName { get; init; }

    /// <summary>The client: an id of the server, or the address of its document.</summary>
    public required string ClientId { get; init; }

    /// <summary>What the client called itself; nobody checked it.</summary>
    public required string ClientName { get; init; }

    /// <summary>Where the answer was sent.</summary>
    public required string RedirectHost { get; init; }

    /// <summary>The data it may work with.</summary>
    public required Mode Mode { get; init; }

    /// <summary>What was granted; the member's role may allow less by now.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What it is access to.</summary>
    public required string Resource { get; init; }

    /// <summary>Where it stands.</summary>
    public required GrantState State { get; init; }

    /// <summary>When it was allowed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, within some minutes.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Its latest end.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was ended.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Why it was ended, in a word such as <c>revoked</c> or <c>reuse</c>.</summary>
    public string? RevokedFor { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "grt_", "id");
        check.Filled(ClientId, "clientId");
    }
}

/// <summary>Which grants to list.</summary>
public sealed record GrantFilter
{
    /// <summary>Of this member only; who may not manage members sees their own in any case.</summary>
    public string? MemberId { get; init; }

    /// <summary>Those that stand so only.</summary>
    public GrantState? State { get; init; }

    /// <summary>Grants in one page, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}
