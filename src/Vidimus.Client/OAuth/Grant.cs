namespace Vidimus.Client;

/// <summary>What a member let a program do in the organization.</summary>
public sealed record Grant : IChecked
{
    /// <summary><c>grt_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The member.</summary>
    public required string MemberId { get; init; }

    /// <summary>The member's name.</summary>
    public required string MemberName { get; init; }

    /// <summary>The client: an id, or the address of its document.</summary>
    public required string ClientId { get; init; }

    /// <summary>What the client called itself when it was allowed.</summary>
    public required string ClientName { get; init; }

    /// <summary>Where the answer was sent.</summary>
    public required string RedirectHost { get; init; }

    /// <summary>The mode.</summary>
    public required Mode Mode { get; init; }

    /// <summary>What was granted; the member's role may allow less by now.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What it is access to.</summary>
    public required string Resource { get; init; }

    /// <summary><c>active</c>, <c>revoked</c> or <c>expired</c>.</summary>
    public required string State { get; init; }

    /// <summary>When it was allowed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used; some minutes old at most.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Its latest end.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was ended; null while it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Why it was ended, in a word.</summary>
    public string? RevokedFor { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "grt_", "id");
        check.Filled(ClientName, "clientName");
        check.Each(Scopes, "scopes");
    }
}

/// <summary>Which grants to list.</summary>
public sealed record GrantFilter
{
    /// <summary>Of this member alone.</summary>
    public string? MemberId { get; init; }

    /// <summary><c>active</c>, <c>revoked</c> or <c>expired</c>; all when null.</summary>
    public string? State { get; init; }

    /// <summary>Grants in one answer, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}
