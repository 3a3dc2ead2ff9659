namespace Vidimus.Access.Gate;

/// <summary>Reads <c>Authorization: Bearer …</c> (RFC 6750, section 2.1).</summary>
internal static class BearerHeader
{
    /// <summary>The token, or null when the header has another form.</summary>
    public static string? Read(string? header)
    {
        if (
            header is null
            || header.Length > 8192
            || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        )
            return null;
        var token = header.AsSpan(7).TrimStart(' ');
        foreach (var c in token)
        {
            // token68 of RFC 9110, section 11.2, and the underscore of our keys
            if (
                !char.IsAsciiLetterOrDigit(c)
                && c is not ('-' or '.' or '_' or '~' or '+' or '/' or '=')
            )
                return null;
        }
        return token.IsEmpty ? null : token.ToString();
    }
}
