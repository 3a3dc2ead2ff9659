namespace Vidimus.Proofs;

/// <summary>Whether foreign text has the form of an absolute URL (RFC 3986 section 4.3; letters of other scripts pass, RFC 3987).</summary>
internal static class UrlText
{
    private const int MaxLength = 1 << 16;

    private static readonly System.Buffers.SearchValues<char> Refused =
        System.Buffers.SearchValues.Create(" \"<>\\^`{|}\u007f");

    internal static bool IsAbsolute(string? text)
    {
        if (text is null || text.Length > MaxLength)
        {
            return false;
        }
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1 || !char.IsAsciiLetter(text[0]))
        {
            return false;
        }
        foreach (var letter in text.AsSpan(1, colon - 1))
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('+' or '-' or '.'))
            {
                return false;
            }
        }
        var rest = text.AsSpan(colon + 1);
        foreach (var letter in rest)
        {
            if (char.IsControl(letter) || char.IsWhiteSpace(letter))
            {
                return false;
            }
        }
        return !rest.ContainsAny(Refused) && HasWhatItsSchemeNeeds(text[..colon], rest);
    }

    // Schemes with an authority need a host; a DID needs a method and an identifier (DID Core 1.0 section 3.1).
    private static bool HasWhatItsSchemeNeeds(string scheme, ReadOnlySpan<char> rest) =>
        scheme.ToLowerInvariant() switch
        {
            "http" or "https" => rest.StartsWith("//")
                && rest.Length > 2
                && rest[2] is not ('/' or '?' or '#'),
            "did" => rest.IndexOf(':') > 0 && rest.IndexOf(':') < rest.Length - 1,
            _ => true,
        };
}
