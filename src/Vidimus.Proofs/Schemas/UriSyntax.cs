using System.Buffers;

namespace Vidimus.Proofs;

/// <summary>The absolute URI with optional fragment that RFC 3986 section 3 calls URI.</summary>
internal static class UriSyntax
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Unreserved = Letters + "0123456789-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    private static readonly SearchValues<char> SchemeText = SearchValues.Create(
        Letters + "0123456789+-."
    );
    private static readonly SearchValues<char> HostText = SearchValues.Create(
        Unreserved + SubDelimiters
    );
    private static readonly SearchValues<char> UserText = SearchValues.Create(
        Unreserved + SubDelimiters + ":"
    );
    private static readonly SearchValues<char> PathText = SearchValues.Create(
        Unreserved + SubDelimiters + ":@/"
    );
    private static readonly SearchValues<char> QueryText = SearchValues.Create(
        Unreserved + SubDelimiters + ":@/?"
    );

    internal static bool IsUri(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (
            colon < 1
            || !char.IsAsciiLetter(text[0])
            || text[..colon].ContainsAnyExcept(SchemeText)
        )
        {
            return false;
        }
        var rest = text[(colon + 1)..];
        return TakeTail(ref rest, '#', QueryText)
            && TakeTail(ref rest, '?', QueryText)
            && IsHierarchy(rest);
    }

    private static bool IsHierarchy(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("//"))
        {
            return IsMadeOf(text, PathText);
        }
        var authority = text[2..];
        var slash = authority.IndexOf('/');
        var path = slash < 0 ? [] : authority[slash..];
        return IsAuthority(slash < 0 ? authority : authority[..slash]) && IsMadeOf(path, PathText);
    }

    private static bool IsAuthority(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        if (at >= 0 && !IsMadeOf(text[..at], UserText))
        {
            return false;
        }
        var host = text[(at + 1)..];
        var port = host.LastIndexOf(':');
        if (port > host.LastIndexOf(']'))
        {
            if (host[(port + 1)..].ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
            host = host[..port];
        }
        return host is ['[', .. var literal, ']'] ? IsIpLiteral(literal) : IsMadeOf(host, HostText);
    }

    // IPv6, or "v", a version and an address of the future.
    private static bool IsIpLiteral(ReadOnlySpan<char> literal)
    {
        if (literal.IsEmpty || literal[0] is not ('v' or 'V'))
        {
            return IpSyntax.IsV6(literal);
        }
        var dot = literal.IndexOf('.');
        return dot > 1
            && !literal[1..dot].ContainsAnyExcept("0123456789abcdefABCDEF")
            && dot + 1 < literal.Length
            && !literal[(dot + 1)..].ContainsAnyExcept(UserText);
    }

    private static bool TakeTail(ref ReadOnlySpan<char> text, char mark, SearchValues<char> allowed)
    {
        var at = text.IndexOf(mark);
        if (at < 0)
        {
            return true;
        }
        var tail = text[(at + 1)..];
        text = text[..at];
        return IsMadeOf(tail, allowed);
    }

    /// <summary>Whether the text holds only allowed characters and percent signs each before two hexadecimal digits.</summary>
    private static bool IsMadeOf(ReadOnlySpan<char> text, SearchValues<char> allowed)
    {
        while (true)
        {
            var other = text.IndexOfAnyExcept(allowed);
            if (other < 0)
            {
                return true;
            }
            var isEncoded =
                text[other] == '%'
                && other + 2 < text.Length
                && char.IsAsciiHexDigit(text[other + 1])
                && char.IsAsciiHexDigit(text[other + 2]);
            if (!isEncoded)
            {
                return false;
            }
            text = text[(other + 3)..];
        }
    }
}
