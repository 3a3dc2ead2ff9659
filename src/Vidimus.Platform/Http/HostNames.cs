using System.Net;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Platform.Http;

/// <summary>
/// The names under which this server answers. Nothing is built from a Host header; refusing foreign ones keeps web pages
/// of others, whose names lead to this machine, from talking to it (DNS rebinding), and caches from filing an answer
/// under a name that is not ours.
/// </summary>
internal sealed class HostNames
{
    private readonly HashSet<string>? _names;

    public HostNames(HttpOptions options, string? publicUrl)
    {
        var own = Uri.TryCreate(publicUrl, UriKind.Absolute, out var url) ? url.IdnHost : null;
        if (options.AllowedHosts.Contains("*") || (own is null && options.AllowedHosts.Length == 0))
            return;
        _names = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase) { "localhost" };
        if (own is not null)
            _names.Add(own);
    }

    public bool Answers(HttpContext http)
    {
        // HTTP/1.0 needs no Host (RFC 9112, section 3.2), and what has no name cannot pretend one.
        if (_names is null || http.Request.Host.Host is not { Length: > 0 } host)
            return true;
        return _names.Contains(host) || IsOwnAddress(host, http.Connection.LocalIpAddress);
    }

    /// <summary>An address instead of a name: that of this machine, as monitors and balancers send it.</summary>
    private static bool IsOwnAddress(string host, IPAddress? local) =>
        IPAddress.TryParse(host, out var address)
        && (
            IPAddress.IsLoopback(address)
            || (local is not null && address.MapToIPv6().Equals(local.MapToIPv6()))
        );
}
