using System.Diagnostics.CodeAnalysis;

namespace Vidimus.Proofs;

/// <summary>A DID URL (DID Core 1.0, section 3.2) that names a part of a DID document by its fragment.</summary>
/// <param name="Did">The DID before the first of <c>/</c>, <c>?</c> and <c>#</c>.</param>
/// <param name="PathAndQuery">Path and query as written; empty for verification methods.</param>
/// <param name="Fragment">What follows <c>#</c>; null when there is none.</param>
public sealed record DidUrl(Did Did, string PathAndQuery, string? Fragment)
{
    /// <summary>The URL as text.</summary>
    public override string ToString() =>
        Fragment is null ? $"{Did}{PathAndQuery}" : $"{Did}{PathAndQuery}#{Fragment}";

    /// <summary>Reads a DID URL; false unless it begins with a DID and holds only letters that URIs may hold.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DidUrl? url)
    {
        url = null;
        if (text is null || text.Length > Did.MaxLength)
        {
            return false;
        }
        var end = text.AsSpan().IndexOfAny('/', '?', '#');
        if (!Did.TryParse(end < 0 ? text : text[..end], out var did))
        {
            return false;
        }
        var rest = end < 0 ? "" : text[end..];
        var hash = rest.IndexOf('#', StringComparison.Ordinal);
        var fragment = hash < 0 ? null : rest[(hash + 1)..];
        var pathAndQuery = hash < 0 ? rest : rest[..hash];
        if (
            !IsUriText(pathAndQuery)
            || (fragment is not null && (fragment.Length == 0 || !IsUriText(fragment)))
        )
        {
            return false;
        }
        url = new DidUrl(did, pathAndQuery, fragment);
        return true;
    }

    // RFC 3986: unreserved, sub-delims, ":", "@", "/", "?" and percent-encoded.
    private static bool IsUriText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (
                    i + 2 >= text.Length
                    || !char.IsAsciiHexDigit(text[i + 1])
                    || !char.IsAsciiHexDigit(text[i + 2])
                )
                {
                    return false;
                }
            }
            else if (
                !char.IsAsciiLetterOrDigit(text[i])
                && !"-._~!$&'()*+,;=:@/?".Contains(text[i], StringComparison.Ordinal)
            )
            {
                return false;
            }
        }
        return true;
    }
}
