namespace Vidimus.Proofs;

/// <summary>Durations by the grammar of RFC 3339 appendix A: no unit may be skipped between two that are given.</summary>
internal static class Iso8601Duration
{
    internal static bool IsDuration(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[0] != 'P')
        {
            return false;
        }
        var rest = text[1..];
        if (rest[0] == 'T')
        {
            return IsTime(rest);
        }
        if (rest[^1] == 'W')
        {
            return TakeUnits(ref rest, "W") && rest.IsEmpty;
        }
        return TakeUnits(ref rest, "YMD") && (rest.IsEmpty || IsTime(rest));
    }

    private static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text[0] != 'T')
        {
            return false;
        }
        var rest = text[1..];
        return TakeUnits(ref rest, "HMS") && rest.IsEmpty;
    }

    /// <summary>Takes numbers followed by units, each the next one of the list after the first given.</summary>
    private static bool TakeUnits(ref ReadOnlySpan<char> text, ReadOnlySpan<char> units)
    {
        var next = -1;
        while (true)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits < 1)
            {
                return next >= 0 && (text.IsEmpty || digits == 0);
            }
            var unit = units.IndexOf(text[digits]);
            if (unit < 0 || (next >= 0 && unit != next))
            {
                return false;
            }
            next = unit + 1;
            text = text[(digits + 1)..];
        }
    }
}
