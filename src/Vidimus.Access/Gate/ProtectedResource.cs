namespace Vidimus.Access.Gate;

/// <summary>
/// The route belongs to a resource of its own (RFC 9728): it takes keys, and the access tokens that were issued for this
/// resource or for the one it lies in, and no others. A refusal says where the resource's metadata are and which scopes to
/// ask for.
/// </summary>
/// <param name="Path">Path of the resource, such as <c>/mcp</c>; together with the public address its identifier.</param>
public sealed record ProtectedResource(string Path)
{
    /// <summary>The scopes that a client which knows nothing begins with: no more than looking around takes.</summary>
    public IReadOnlyList<string> FirstScopes { get; init; } =
    [Scopes.CredentialsRead, Scopes.CredentialsVerify, Scopes.GroupsRead];

    /// <summary>Where the metadata of every resource are, before its path (RFC 9728, section 3.1).</summary>
    public const string Metadata = "/.well-known/oauth-protected-resource";

    /// <summary>The challenge of a refusal (RFC 6750, section 3; RFC 9728, section 5.1).</summary>
    /// <param name="baseUrl">The server's address.</param>
    /// <param name="error">Such as <c>invalid_token</c>; null where nothing was presented.</param>
    /// <param name="scopes">The scopes to ask for.</param>
    public string Challenge(string baseUrl, string? error, IEnumerable<string> scopes) =>
        $"Bearer {(error is null ? "" : $"error=\"{error}\", ")}scope=\"{string.Join(' ', scopes)}\", resource_metadata=\"{baseUrl}{Metadata}{Path}\"";
}

/// <summary>Tools that a caller's header may attribute a request to.</summary>
/// <param name="Scopes">By name: the scope that the tool needs.</param>
public sealed record KnownTools(IReadOnlyDictionary<string, string> Scopes)
{
    /// <summary>Their names.</summary>
    public IReadOnlySet<string> Names { get; } = Scopes.Keys.ToHashSet(StringComparer.Ordinal);
}
