using System.Globalization;
using System.Net;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>
/// Where codes may be sent: https, or http on the person's own device, or a scheme of a program that the operator named.
/// Addresses are read strictly and compared as they are written (RFC 9700 section 2.1), but for the port on loopback
/// (RFC 8252 section 7.3), so there is no second spelling of an address that was refused.
/// </summary>
internal static class RedirectUris
{
    public const int MaxLength = 1024;
    public const int Most = 20;

    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    // What the answer adds to the query (RFC 6749 section 4.1.2, RFC 9207): two of them would be read by some as the first.
    private static readonly string[] AnswerMembers =
    [
        "code",
        "state",
        "iss",
        "error",
        "error_description",
        "error_uri",
    ];

    /// <summary>Why no client may have this address, or null; <paramref name="native"/> are those of programs that may.</summary>
    public static string? Wrong(string uri, IReadOnlyList<string>? native = null) =>
        WrongForm(uri, native)
        ?? (
            // Two spellings of one host: what a person reads there is not what a browser connects to.
            uri.StartsWith("https://[::ffff:", StringComparison.Ordinal)
                ? "must not have an IPv4 address written as IPv6"
                : null
        );

    /// <summary>As above, without regard to where its host is.</summary>
    public static string? WrongForm(string uri, IReadOnlyList<string>? native = null)
    {
        if (uri.Length is 0 or > MaxLength)
            return $"must have 1 to {MaxLength} characters";
        if (
            uri.AsSpan().ContainsAnyExceptInRange('!', '~')
            || uri.AsSpan().ContainsAny("\\\"<>^`{|}")
        )
            return "must be written in plain ASCII without spaces and backslashes; an international host name in its xn-- form";
        if (uri.Contains('#'))
            return "must not have a fragment";
        var https = uri.StartsWith("https://", StringComparison.Ordinal);
        if (!https && !uri.StartsWith("http://", StringComparison.Ordinal))
            return native?.Contains(uri, StringComparer.Ordinal) == true && !IsScript(uri)
                ? null
                : NotTaken;
        var rest = uri[(https ? 8 : 7)..];
        var end = rest.AsSpan().IndexOfAny('/', '?');
        var (authority, path) = end < 0 ? (rest, "") : (rest[..end], rest[end..]);
        return WrongHost(authority, https) ?? WrongPath(path) ?? Disagrees(uri, authority);
    }

    /// <summary>True when the client may be sent codes at the address that a request presents.</summary>
    public static bool Matches(OAuthClient client, string presented)
    {
        // Once more at use: what was registered by other rules than today's is worth nothing by those.
        if (Wrong(presented, client.RedirectUris) is not null)
            return false;
        foreach (var registered in client.RedirectUris)
        {
            if (string.Equals(registered, presented, StringComparison.Ordinal))
                return true;
            if (WithoutPort(registered) is { } one && one == WithoutPort(presented))
                return true;
        }
        return false;
    }

    /// <summary>The host that a code goes to, as a page shows it: never without a port that is not the usual one.</summary>
    public static string HostFor(string uri)
    {
        if (IsLoopback(uri))
            return "this device (" + Authority(uri) + ")";
        var scheme = uri.IndexOf(':', StringComparison.Ordinal);
        return uri.StartsWith("https://", StringComparison.Ordinal)
            ? Authority(uri)
            : $"a program on this device ({uri[..Math.Max(0, scheme)]}:)";
    }

    /// <summary>True when the code goes to whatever program listens on the person's own device.</summary>
    public static bool IsLoopback(string uri) => WithoutPort(uri) is not null;

    /// <summary>True when it goes to a program on the person's own device, by loopback or by a scheme of its own.</summary>
    public static bool IsOnDevice(string uri) =>
        !uri.StartsWith("https://", StringComparison.Ordinal);

    private const string NotTaken =
        "must begin with https://, or http:// on localhost, 127.0.0.1 or [::1]; schemes of programs are taken only where the operator lists the address";

    private static string Authority(string uri)
    {
        var rest = uri[(uri.IndexOf("//", StringComparison.Ordinal) + 2)..];
        var end = rest.AsSpan().IndexOfAny('/', '?');
        return end < 0 ? rest : rest[..end];
    }

    // An operator's list cannot open these: a browser carries out what they hold.
    private static bool IsScript(string uri) =>
        uri.Split(':')[0].ToLowerInvariant()
            is "javascript"
                or "data"
                or "vbscript"
                or "blob"
                or "file"
                or "about"
                or "filesystem"
                or "view-source"
                or "http"
                or "https";

    private static string? WrongHost(string authority, bool https)
    {
        if (authority.Contains('@'))
            return "must not hold a user name or password";
        var colon = authority.EndsWith(']') ? -1 : authority.LastIndexOf(':');
        var host = colon < 0 ? authority : authority[..colon];
        if (colon >= 0 && !IsPort(authority.AsSpan(colon + 1)))
            return "has no valid port";
        if (host.EndsWith('.'))
            return "must not have a host that ends with a dot";
        if (host.Contains('%'))
            return "must not have a percent-encoded host";
        if (host.AsSpan().ContainsAnyInRange('A', 'Z'))
            return "must have its host in lower case";
        if (!IsHost(host))
            return "has no valid host";
        return https || Loopback.Contains(host, StringComparer.Ordinal)
            ? null
            : "must begin with https://; http is for localhost, 127.0.0.1 and [::1] only";
    }

    private static bool IsHost(string host)
    {
        if (host.StartsWith('['))
            return host.EndsWith(']')
                && IPAddress.TryParse(host[1..^1], out var six)
                && six.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
                && string.Equals(six.ToString(), host[1..^1], StringComparison.Ordinal);
        var labels = host.Split('.');
        if (host.Length > 253 || !labels.All(IsLabel))
            return false;
        // WHATWG URL standard, "ends in a number": browsers read such a host as an IPv4 address, in several spellings.
        var last = labels[^1];
        var number = last.All(char.IsAsciiDigit) || last.StartsWith("0x", StringComparison.Ordinal);
        return !number || (IPAddress.TryParse(host, out var four) && four.ToString() == host);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsPort(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 5
        && text[0] != '0'
        && !text.ContainsAnyExceptInRange('0', '9')
        && int.Parse(text, CultureInfo.InvariantCulture) <= 65535;

    /// <summary>Browsers resolve dot segments, written plainly or encoded, so such a path leads elsewhere than it says.</summary>
    private static string? WrongPath(string pathAndQuery)
    {
        var mark = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var (path, query) =
            mark < 0 ? (pathAndQuery, "") : (pathAndQuery[..mark], pathAndQuery[(mark + 1)..]);
        for (var at = pathAndQuery.IndexOf('%', StringComparison.Ordinal); at >= 0; )
        {
            if (
                at + 2 >= pathAndQuery.Length
                || !char.IsAsciiHexDigit(pathAndQuery[at + 1])
                || !char.IsAsciiHexDigit(pathAndQuery[at + 2])
            )
                return "has a percent sign that encodes nothing";
            var byteAt = Convert.ToByte(pathAndQuery.Substring(at + 1, 2), 16);
            if (
                byteAt is < 0x20 or 0x7f
                || (at < path.Length && byteAt is (byte)'.' or (byte)'/' or (byte)'\\')
            )
                return "must not have encoded dots, slashes or control characters";
            at = pathAndQuery.IndexOf('%', at + 1);
        }
        if (path.Split('/').Any(segment => segment is "." or ".."))
            return "must not have . or .. in its path";
        return query.Split('&').Any(p => AnswerMembers.Contains(NameOf(p), StringComparer.Ordinal))
            ? "must not have a query member that the answer adds, such as code or state"
            : null;
    }

    // As who reads the answer does: %63ode is code (WHATWG URL Standard, section 5.1).
    private static string NameOf(string member) =>
        Uri.UnescapeDataString(member.Split('=')[0].Replace('+', ' '));

    // What the runtime reads must be what was read here.
    private static string? Disagrees(string uri, string authority)
    {
        var same =
            Uri.TryCreate(uri, UriKind.Absolute, out var read)
            && read.UserInfo.Length == 0
            && read.Fragment.Length == 0
            && authority.StartsWith(
                read.HostNameType == UriHostNameType.IPv6 ? read.Host : read.IdnHost,
                StringComparison.Ordinal
            );
        return same ? null : "cannot be read in one way only";
    }

    /// <summary>An address on loopback without its port, or null for any other.</summary>
    private static string? WithoutPort(string uri)
    {
        if (!uri.StartsWith("http://", StringComparison.Ordinal))
            return null;
        foreach (var host in Loopback)
        {
            var rest = uri.AsSpan(7);
            if (!rest.StartsWith(host, StringComparison.Ordinal))
                continue;
            rest = rest[host.Length..];
            var end = rest.IndexOfAny('/', '?');
            var port = end < 0 ? rest : rest[..end];
            if (port.Length == 0 || (port[0] == ':' && IsPort(port[1..])))
                return string.Concat("http://", host, end < 0 ? "" : rest[end..]);
        }
        return null;
    }
}
