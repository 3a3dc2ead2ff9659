using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Approvals;

/// <summary>
/// What routes that change something are called, and which scope they need: a tool has the name of the route it stands for.
/// Every door looks here, so that a rule about a tool holds for whatever does the same, through whichever it came.
/// </summary>
internal sealed class RouteScopes(EndpointDataSource endpoints)
{
    private readonly Lazy<Dictionary<string, string>> _scopes = new(() => Read(endpoints));
    private readonly Lazy<Dictionary<string, string[]>> _names = new(() =>
        Read(endpoints)
            .GroupBy(route => route.Value, route => route.Key, StringComparer.Ordinal)
            .ToDictionary(scope => scope.Key, scope => scope.ToArray(), StringComparer.Ordinal)
    );

    /// <summary>The names by which rules may mean a call that needs this scope.</summary>
    public IReadOnlyList<string> NamesOf(string scope) => _names.Value.GetValueOrDefault(scope, []);

    /// <summary>What is wrong with a rule about this tool and this scope, when no call could be both; otherwise null.</summary>
    public string? NeverTogether(string tool, string scope)
    {
        if (_scopes.Value.TryGetValue(tool, out var needed))
            return Includes(scope, needed)
                ? null
                : $"does not go with the tool: {tool} needs {needed}, which {scope} does not include; leave the scope out, or name {needed}";
        // Programs call their tools as they like, so all that counts is whether anything is changed with the scope.
        return Scopes.Changes(scope) || _names.Value.ContainsKey(scope)
            ? null
            : $"would ask about nothing: no call that changes something needs {scope}; leave the scope out, or name one such as {Scopes.CredentialsIssue}";
    }

    /// <summary>
    /// True when a rule about <paramref name="scope"/> is about what needs <paramref name="needed"/>: the scope itself, or a
    /// scope beneath it with which something is changed.
    /// </summary>
    public static bool Includes(string scope, string needed) =>
        scope == needed || Scopes.Changes(needed) && Scopes.Satisfies([scope], needed);

    private static Dictionary<string, string> Read(EndpointDataSource endpoints)
    {
        var scopes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints.Endpoints)
        {
            if (
                endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is { } name
                && endpoint.Metadata.GetMetadata<NeedsScope>() is { } needs
                && endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { } methods
                && !methods.HttpMethods.Contains(HttpMethods.Get)
            )
                scopes.TryAdd(name.EndpointName, needs.Scope);
        }
        return scopes;
    }
}
