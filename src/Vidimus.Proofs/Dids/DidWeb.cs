using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Vidimus.Proofs;

/// <summary>did:web (the did:web Method Specification, W3C CCG): the DID names a host and a path, the document lies there over HTTPS.</summary>
public static class DidWeb
{
    private const string Prefix = "did:web:";

    /// <summary>
    /// Where the DID's document lies: <c>https://HOST[:PORT]/.well-known/did.json</c>, or <c>/PATH/did.json</c>. False with a
    /// sentence for people when the DID is not a did:web, or its host, port or path is not plain: user information, an IP
    /// address, a query, an encoded slash, or <c>..</c>. Whether the host may be called is for the guarded client to say.
    /// </summary>
    public static bool TryToUrl(string? did, [NotNullWhen(true)] out Uri? url, out string reason)
    {
        url = null;
        if (!Did.TryParse(did, out var parsed) || parsed.Method != "web")
        {
            reason = "The identifier is not a did:web.";
            return false;
        }
        var parts = parsed.Id.Split(':');
        var authority = parts[0].Replace("%3A", ":", StringComparison.OrdinalIgnoreCase);
        if (!IsAuthority(authority))
        {
            reason = "The did:web's host or port is not acceptable.";
            return false;
        }
        var path = new List<string>();
        foreach (var part in parts.AsSpan(1))
        {
            var segment = Uri.UnescapeDataString(part);
            if (!IsSegment(segment))
            {
                reason = "The did:web's path is not acceptable.";
                return false;
            }
            path.Add(Uri.EscapeDataString(segment));
        }
        var folder = path.Count == 0 ? ".well-known" : string.Join('/', path);
        reason = "";
        return Uri.TryCreate($"https://{authority}/{folder}/did.json", UriKind.Absolute, out url);
    }

    /// <summary>The DID of a place on this server: the base URL's host, port and path, then the segments.</summary>
    /// <exception cref="ArgumentException">
    /// The base URL is not https (http is let through for the machine itself, to try things out), has user information, query or
    /// fragment, or a part of it could not be read back by <see cref="TryToUrl"/>.
    /// </exception>
    public static string FromUrl(Uri baseUrl, params ReadOnlySpan<string> segments)
    {
        var secure =
            baseUrl.Scheme == Uri.UriSchemeHttps
            || (baseUrl.Scheme == Uri.UriSchemeHttp && baseUrl.IsLoopback);
        if (
            !secure
            || baseUrl.UserInfo.Length > 0
            || baseUrl.Query.Length > 0
            || baseUrl.Fragment.Length > 0
        )
        {
            throw new ArgumentException(
                "A did:web needs an https URL without user, query or fragment.",
                nameof(baseUrl)
            );
        }
        var port = baseUrl.IsDefaultPort
            ? ""
            : "%3A" + baseUrl.Port.ToString(CultureInfo.InvariantCulture);
        var did = Prefix + baseUrl.IdnHost.ToLowerInvariant() + port;
        foreach (
            var segment in baseUrl.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)
        )
        {
            did += ":" + EncodeSegment(Uri.UnescapeDataString(segment));
        }
        foreach (var segment in segments)
        {
            did += ":" + EncodeSegment(segment);
        }
        return TryToUrl(did, out _, out var reason)
            ? did
            : throw new ArgumentException(reason, nameof(baseUrl));
    }

    private static string EncodeSegment(string segment) =>
        // A tilde is plain in URLs but not in DIDs (DID Core section 3.1, idchar).
        Uri.EscapeDataString(segment).Replace("~", "%7E", StringComparison.Ordinal);

    private static bool IsAuthority(string authority)
    {
        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        var host = colon < 0 ? authority : authority[..colon];
        if (colon >= 0 && !IsPort(authority.AsSpan(colon + 1)))
        {
            return false;
        }
        if (host.Length is 0 or > 253)
        {
            return false;
        }
        var labels = host.Split('.');
        // A last label that begins with a digit makes an IPv4 address in one of its spellings; no top-level domain does.
        return !char.IsAsciiDigit(labels[^1].FirstOrDefault('0'))
            && Array.TrueForAll(labels, IsLabel);
    }

    private static bool IsPort(ReadOnlySpan<char> port) =>
        port.Length is > 0 and <= 5
        && port[0] != '0'
        && !port.ContainsAnyExceptInRange('0', '9')
        && int.Parse(port, CultureInfo.InvariantCulture) <= 65535;

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private static bool IsSegment(string segment) =>
        segment.Length > 0
        && segment is not ("." or "..")
        && !segment.Any(letter =>
            char.IsControl(letter) || letter is '/' or '\\' or '?' or '#' or '%' or '\uFFFD' or '@'
        );
}
