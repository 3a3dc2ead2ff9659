using System.Net;
using System.Net.Sockets;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// A URL read strictly. It is read by hand before <see cref="System.Uri"/> sees it, because that class quietly turns other spellings of an
/// address (decimal, octal, hex, full-width, percent-coded) into the plain one; afterwards both readings must agree.
/// </summary>
internal sealed record TargetUrl(Uri Uri, string Host, int Port, IPAddress? Literal)
{
    public const int MaxLength = 2048;

    public bool Http => Uri.Scheme == Uri.UriSchemeHttp;

    /// <summary>Reads a URL, or gives the reason why it cannot be a target.</summary>
    public static (TargetUrl? Url, string? Reason) Read(string text)
    {
        if (Spelling(text) is { } spelling)
        {
            return (null, spelling);
        }
        var scheme = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            ? "https"
            : "http";
        if (!text.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase))
        {
            return (null, "The URL must start with https://.");
        }
        var rest = text[(scheme.Length + 3)..];
        var end = rest.AsSpan().IndexOfAny('/', '?');
        var authority = end < 0 ? rest : rest[..end];
        if (authority.Contains('@'))
        {
            return (null, "The URL must not contain a user name or password.");
        }
        if (Split(authority) is not var (hostText, portText))
        {
            return (null, "The URL has no valid host.");
        }
        var (host, literal, reason) = TargetHost.Read(hostText);
        if (host is null)
        {
            return (null, reason);
        }
        if (ReadPort(portText, scheme) is not { } port)
        {
            return (null, "The URL's port is not a port number.");
        }
        return Agrees(text, scheme, host, port, literal) is { } uri
            ? (new(uri, host, port, literal), null)
            : (null, "The URL cannot be read in one way only.");
    }

    private static string? Spelling(string text)
    {
        if (text.Length > MaxLength)
        {
            return $"The URL is longer than {MaxLength} characters.";
        }
        if (text.Any(c => c > 0x7e))
        {
            // With invariant globalization the runtime's IDN mapping does not normalize, so look-alikes would pass.
            return "The URL must be plain ASCII: write an international host name in its xn-- form and percent-encode the path.";
        }
        if (text.AsSpan().IndexOfAnyInRange('\0', ' ') >= 0 || text.Contains('\\'))
        {
            return "The URL must not contain spaces, control characters or backslashes.";
        }
        return text.Contains('#') ? "The URL must not have a fragment." : null;
    }

    private static (string Host, string Port)? Split(string authority)
    {
        if (authority.StartsWith('['))
        {
            var close = authority.IndexOf(']');
            var after = close < 0 ? "?" : authority[(close + 1)..];
            var ok = after.Length == 0 || after.StartsWith(':');
            return ok ? (authority[..(close + 1)], after) : null;
        }
        var colon = authority.IndexOf(':');
        return colon < 0 ? (authority, "") : (authority[..colon], authority[colon..]);
    }

    private static int? ReadPort(string text, string scheme)
    {
        if (text.Length == 0)
        {
            return scheme == "https" ? 443 : 80;
        }
        var digits = text.AsSpan(1);
        var plain =
            digits.Length is > 0 and <= 5
            && digits[0] != '0'
            && !digits.ContainsAnyExceptInRange('0', '9');
        return plain && int.Parse(digits) is var port and <= 65535 ? port : null;
    }

    private static Uri? Agrees(
        string text,
        string scheme,
        string host,
        int port,
        IPAddress? literal
    )
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return null;
        }
        var sameHost = literal is null
            ? string.Equals(uri.IdnHost, host, StringComparison.Ordinal)
            : IPAddress.TryParse(uri.IdnHost, out var read) && read.Equals(literal);
        var same =
            sameHost
            && uri.Scheme == scheme
            && uri.Port == port
            && uri.UserInfo.Length == 0
            && uri.Fragment.Length == 0;
        return same ? uri : null;
    }
}

/// <summary>The host of a URL: a name of letters, digits, hyphens and underscores, a dotted-decimal IPv4 address or a bracketed IPv6 one.</summary>
internal static class TargetHost
{
    private const string Invalid = "The URL has no valid host.";

    public static (string? Name, IPAddress? Literal, string? Reason) Read(string host)
    {
        if (host.StartsWith('['))
        {
            return IPv6(host[1..^1]);
        }
        if (host.Contains('%'))
        {
            return (null, null, "The host must not be percent-encoded.");
        }
        if (host.EndsWith('.'))
        {
            return (null, null, "The host must not end with a dot.");
        }
        var name = host.ToLowerInvariant();
        var labels = name.Split('.');
        if (name.Length > 253 || !labels.All(IsLabel))
        {
            return (null, null, Invalid);
        }
        return EndsInNumber(labels[^1]) ? IPv4(name, labels) : (name, null, null);
    }

    private static (string?, IPAddress?, string?) IPv6(string text)
    {
        if (text.Contains('%'))
        {
            return (null, null, "An IPv6 address must not have a zone.");
        }
        var plain = !text.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF:.");
        return
            plain
            && IPAddress.TryParse(text, out var address)
            && address.AddressFamily == AddressFamily.InterNetworkV6
            ? (address.ToString(), address, null)
            : (null, null, Invalid);
    }

    // RFC 3986 section 3.2.2 dec-octet: four parts, no leading zeros; so octal, hexadecimal and short forms have no other meaning here.
    private static (string?, IPAddress?, string?) IPv4(string name, string[] labels) =>
        labels.Length == 4 && labels.All(IsOctet)
            ? (name, IPAddress.Parse(name), null)
            : (null, null, "An IPv4 address must be written as four decimal numbers.");

    private static bool IsOctet(string label) =>
        label.Length <= 3
        && label.All(char.IsAsciiDigit)
        && (label.Length == 1 || label[0] != '0')
        && int.Parse(label) <= 255;

    // WHATWG URL standard, "ends in a number": such hosts are numbers to some resolver.
    private static bool EndsInNumber(string label) =>
        label.All(char.IsAsciiDigit)
        || (
            label.StartsWith("0x", StringComparison.Ordinal)
            && label.Skip(2).All(char.IsAsciiHexDigit)
        );

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
