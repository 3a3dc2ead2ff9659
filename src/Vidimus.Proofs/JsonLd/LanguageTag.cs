namespace Vidimus.Proofs.JsonLd;

internal static class LanguageTag
{
    /// <summary>The outline of RFC 5646, section 2.1: subtags of one to eight letters and digits, the first of letters alone.</summary>
    public static bool IsWellFormed(string tag)
    {
        var first = true;
        foreach (var range in tag.AsSpan().Split('-'))
        {
            var part = tag.AsSpan()[range];
            if (part.Length is 0 or > 8)
            {
                return false;
            }

            foreach (var c in part)
            {
                if (first ? !char.IsAsciiLetter(c) : !char.IsAsciiLetterOrDigit(c))
                {
                    return false;
                }
            }

            first = false;
        }

        return true;
    }
}
