using Vidimus.Platform.Persistence;

namespace Vidimus.Access.OAuth;

/// <summary>What a member let an MCP client do: consent, and everything that was issued upon it, which ends with it.</summary>
internal sealed class GrantRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary><c>grt_…</c></summary>
    public required string Id { get; init; }
    public required string MemberId { get; init; }

    /// <summary><c>live</c> or <c>test</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The client as it names itself: an id of ours, or the address of its document.</summary>
    public required string ClientId { get; init; }

    /// <summary>The client's name as the member read it.</summary>
    public required string ClientName { get; init; }

    /// <summary>Digest of what was shown of the client.</summary>
    public required string ClientVersion { get; init; }

    /// <summary>Where the answer was sent: host and port.</summary>
    public required string RedirectHost { get; init; }

    /// <summary>What was granted, with spaces between.</summary>
    public required string Scopes { get; init; }

    /// <summary>The resource that tokens are good for (RFC 8707).</summary>
    public required string Resource { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The latest end, however busy the client is.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the code was redeemed; null until then, and such a grant opens nothing.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>At most some minutes old.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Why; one of <see cref="GrantEnd"/>.</summary>
    public string? RevokedFor { get; set; }
    public required int Version { get; set; }
}

/// <summary>An authorization code on its way (RFC 6749, section 4.1.2).</summary>
internal sealed class OAuthCodeRow
{
    public required string OrganizationId { get; init; }

    /// <summary>SHA-256 of the code, in hex.</summary>
    public required string Digest { get; init; }
    public required string GrantId { get; init; }
    public required string ClientId { get; init; }

    /// <summary>The redirect URI exactly as it was asked for.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>S256 challenge (RFC 7636, section 4.2).</summary>
    public required string Challenge { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Of two that redeem it at once, one finds it used.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A refresh token; those of one grant follow one another, and each names its successor.</summary>
internal sealed class RefreshTokenRow
{
    public required string OrganizationId { get; init; }

    /// <summary>SHA-256 of the token, in hex.</summary>
    public required string Digest { get; init; }
    public required string GrantId { get; init; }

    /// <summary>How many came before it.</summary>
    public required int Generation { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was replaced. Of two that replace it at once, one finds it replaced.</summary>
    public DateTimeOffset? RotatedAt { get; set; }

    /// <summary>
    /// What its successor is made of, together with the token itself: who lost the answer is given the same one again, and
    /// this alone tells nobody a token.
    /// </summary>
    public string? Salt { get; set; }
}
