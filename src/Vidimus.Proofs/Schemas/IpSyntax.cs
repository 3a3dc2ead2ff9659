namespace Vidimus.Proofs;

/// <summary>IP addresses as RFC 3986 section 3.2.2 writes them: no leading zeros, no zone, no brackets.</summary>
internal static class IpSyntax
{
    private const int Groups = 8;

    internal static bool IsV4(ReadOnlySpan<char> text)
    {
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            var isOctet =
                part.Length is >= 1 and <= 3
                && !part.ContainsAnyExceptInRange('0', '9')
                && (part.Length == 1 || part[0] != '0')
                && int.Parse(part) <= 255;
            if (!isOctet || ++parts > 4)
            {
                return false;
            }
        }
        return parts == 4;
    }

    internal static bool IsV6(ReadOnlySpan<char> text)
    {
        if (text.Length > 45)
        {
            return false;
        }
        var gap = text.IndexOf("::");
        if (gap < 0)
        {
            return CountGroups(text, true) == Groups;
        }
        var before = text[..gap];
        var after = text[(gap + 2)..];
        var left = before.IsEmpty ? 0 : CountGroups(before, false);
        var right = after.IsEmpty ? 0 : CountGroups(after, true);
        return left >= 0 && right >= 0 && left + right < Groups;
    }

    /// <summary>How many groups of 16 bits the text spells, or -1; the last two may be an IPv4 address.</summary>
    private static int CountGroups(ReadOnlySpan<char> text, bool isEnd)
    {
        var count = 0;
        foreach (var range in text.Split(':'))
        {
            var group = text[range];
            if (isEnd && range.End.GetOffset(text.Length) == text.Length && IsV4(group))
            {
                return count + 2;
            }
            if (group.Length is < 1 or > 4 || !IsHex(group))
            {
                return -1;
            }
            count++;
        }
        return count;
    }

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }
        return true;
    }
}
