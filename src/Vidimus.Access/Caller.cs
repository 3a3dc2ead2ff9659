using Vidimus.Platform.Persistence;

namespace Vidimus.Access;

/// <summary>
/// Who calls: a key, directly or through an access token made from it; or a member, through a token of a session, or through
/// a client that the member let in.
/// </summary>
/// <param name="OrganizationId">The caller's organization.</param>
/// <param name="OrganizationName">Its name.</param>
/// <param name="KeyId">The key; null for a member.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Scopes">What the caller may do.</param>
/// <param name="TokenExpiresAt">End of the access token; null when the key itself was presented.</param>
/// <param name="OrganizationUrl">The public address pinned at the organization's first live issue, or null.</param>
/// <param name="MemberId">The member; null for a key.</param>
/// <param name="ClientId">The MCP client that acts for the member; null for a key and for the member's own pages.</param>
/// <param name="GrantId">What the member let that client do; null without one.</param>
/// <param name="SessionId">The session of a member who acts in person; null for everybody else, so that only a person decides.</param>
/// <param name="ForAssistant">Whether the key was minted for an assistant.</param>
public sealed record Caller(
    string OrganizationId,
    string OrganizationName,
    string? KeyId,
    string Mode,
    IReadOnlyCollection<string> Scopes,
    DateTimeOffset? TokenExpiresAt,
    string? OrganizationUrl,
    string? MemberId = null,
    string? ClientId = null,
    string? GrantId = null,
    string? SessionId = null,
    bool ForAssistant = false
)
{
    /// <summary>What the member's role allows, however little of it the client was let do; null for who needs nobody's leave.</summary>
    public IReadOnlyCollection<string>? RoleScopes { get; init; }

    /// <summary>
    /// The first key of the line of successors that the key belongs to, itself where it took over from none; null for a
    /// member. What counts for the line, such as its caps, outlives a rotation.
    /// </summary>
    public string? KeyLine { get; init; }

    /// <summary>True when the caller may do what the scope stands for.</summary>
    public bool May(string scope) => Access.Scopes.Satisfies(Scopes, scope);

    internal Author AsAuthor(string requestId) =>
        MemberId is { } member
            ? new(
                OrganizationId,
                Mode,
                "member",
                member,
                requestId,
                ClientId: ClientId,
                GrantId: GrantId
            )
            : new(OrganizationId, Mode, "key", KeyId!, requestId);
}

/// <summary>The caller of this request, once the gate has let it in.</summary>
public sealed class CurrentCaller
{
    private Caller? _caller;

    /// <summary>The caller; throws when the route is public and nobody presented a key.</summary>
    public Caller Value =>
        _caller ?? throw new InvalidOperationException("This route has no caller.");

    /// <summary>True when somebody presented a key.</summary>
    public bool IsKnown => _caller is not null;

    internal void Set(Caller caller) => _caller = caller;
}
