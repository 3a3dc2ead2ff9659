using System.Net;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Tools.Protocol;

/// <summary>
/// Keeps web pages of others out: those that call from a browser say so in <c>Origin</c>, and those whose name was made to lead
/// to this machine (DNS rebinding) have that name in <c>Host</c>.
/// </summary>
internal sealed class WebOrigins
{
    private readonly HashSet<string> _hosts;
    private readonly HashSet<string> _origins;
    private readonly McpOptions _options;

    public WebOrigins(McpOptions options)
    {
        _options = options;
        _hosts = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase);
        _origins = new(
            options.AllowedOrigins.Select(o => o.TrimEnd('/')),
            StringComparer.OrdinalIgnoreCase
        );
        if (Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url))
        {
            _hosts.Add(url.IdnHost);
            _origins.Add(url.GetLeftPart(UriPartial.Authority));
        }
    }

    /// <summary>Why the request is not answered; null when it is.</summary>
    public string? Wrong(HttpContext http)
    {
        var host = http.Request.Host.Host;
        if (!IsOurs(host, http.Connection.LocalIpAddress))
            return $"This server is not called by that name. Use its public address, or have the operator allow the name ({_options.HostsSetting}).";
        var origins = http.Request.Headers.Origin;
        if (origins.Count == 0)
            return null;
        return origins.Count == 1 && IsAllowed(origins[0]!, host)
            ? null
            : $"Web pages of that origin may not call this server; the operator can allow it ({_options.OriginsSetting}).";
    }

    private bool IsOurs(string host, IPAddress? local)
    {
        if (host.Length == 0)
            return false;
        if (IsLoopback(host) || _hosts.Contains(host) || _hosts.Contains("*"))
            return true;
        // An address instead of a name cannot be made to lead elsewhere; on loopback even that has no reason to be another.
        return local is not null
            && !IPAddress.IsLoopback(local)
            && IPAddress.TryParse(host, out var address)
            && address.MapToIPv6().Equals(local.MapToIPv6());
    }

    private bool IsAllowed(string origin, string host) =>
        _origins.Contains(origin)
        || (
            IsLoopback(host)
            && Uri.TryCreate(origin, UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https"
            && IsLoopback(url.IdnHost)
        );

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (
            IPAddress.TryParse(host.Trim('[', ']'), out var address)
            && IPAddress.IsLoopback(address)
        );
}
