using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Gate;

namespace Vidimus.Access.OAuth;

/// <summary>
/// What tokens are issued for (RFC 8707): the doors for assistants, each by its address. Addresses come from the settings,
/// never from a request.
/// </summary>
internal sealed class OAuthResources(AccessOptions options, EndpointDataSource routes)
{
    // Read at the first request, when all doors are there.
    private readonly Lazy<FrozenDictionary<string, ProtectedResource>> _doors = new(() =>
        routes
            .Endpoints.Select(e => e.Metadata.GetMetadata<ProtectedResource>())
            .OfType<ProtectedResource>()
            .DistinctBy(r => r.Path)
            .ToFrozenDictionary(r => r.Path, StringComparer.Ordinal)
    );

    /// <summary>The path that all doors but one lie under.</summary>
    public const string Root = "/mcp";

    /// <summary>The door of the order tools.</summary>
    public const string Orders = "/api/mcp";

    /// <summary>The identifier of this authorization server (RFC 8414, section 2).</summary>
    public string Issuer => options.BaseUrl;

    /// <summary>What a token is for where a client does not say.</summary>
    public string Canonical => options.BaseUrl + Root;

    /// <summary>The resource at a path; null where there is none.</summary>
    public string? At(string path) => IsDoor(path) ? options.BaseUrl + path : null;

    /// <summary>
    /// The resource that a client named, as tokens name it; null for one that is not here. A slash at the end, which the
    /// canonical form has not, is overlooked.
    /// </summary>
    public string? Find(string named)
    {
        var plain = named.EndsWith('/') ? named[..^1] : named;
        return
            plain.StartsWith(options.BaseUrl, StringComparison.Ordinal)
            && IsDoor(plain[options.BaseUrl.Length..])
            ? plain
            : null;
    }

    /// <summary>True for a door behind which nothing can be changed.</summary>
    public static bool IsReadOnly(string resource) =>
        resource.EndsWith("/readonly", StringComparison.Ordinal);

    /// <summary>
    /// True when a token for this resource opens this path: one for <c>/mcp</c> opens everything under it, all others
    /// their own path only.
    /// </summary>
    public bool Opens(string audience, PathString path) =>
        audience == Canonical
            ? path.StartsWithSegments(Root, StringComparison.Ordinal)
            : audience == options.BaseUrl + path.Value?.TrimEnd('/');

    /// <summary>The scopes that a client begins with at the door of this path.</summary>
    public IReadOnlyList<string> FirstAt(string path) => _doors.Value[path].FirstScopes;

    /// <summary>The scopes that a client begins with at this resource, as tokens name it.</summary>
    public IReadOnlyList<string> First(string resource) =>
        FirstAt(resource[options.BaseUrl.Length..]);

    private bool IsDoor(string path) => _doors.Value.ContainsKey(path);
}
