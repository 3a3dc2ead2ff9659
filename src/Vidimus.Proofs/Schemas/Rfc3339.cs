namespace Vidimus.Proofs;

/// <summary>Dates and times as RFC 3339 section 5.6 writes them.</summary>
internal static class Rfc3339
{
    private const int MinutesPerDay = 24 * 60;

    internal static bool IsDateTime(ReadOnlySpan<char> text) =>
        text.Length > 11 && IsDate(text[..10]) && text[10] is 'T' or 't' && IsTime(text[11..]);

    internal static bool IsDate(ReadOnlySpan<char> text)
    {
        if (text.Length != 10 || text[4] != '-' || text[7] != '-')
        {
            return false;
        }
        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..]));
        // Year 0 is a date here; it is a leap year like 4.
        return year >= 0
            && month is >= 1 and <= 12
            && day >= 1
            && day <= DateTime.DaysInMonth(year == 0 ? 4 : year, month);
    }

    internal static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':')
        {
            return false;
        }
        var (hour, minute, second) = (Number(text[..2]), Number(text[3..5]), Number(text[6..8]));
        var zone = text[8..];
        if (zone[0] == '.')
        {
            var end = zone[1..].IndexOfAnyExceptInRange('0', '9');
            if (end < 1)
            {
                return false;
            }
            zone = zone[(end + 1)..];
        }
        return TryReadOffset(zone, out var offset)
            && hour is >= 0 and <= 23
            && minute is >= 0 and <= 59
            && second is >= 0 and <= 60
            && (second < 60 || IsLastMinute((hour * 60) + minute - offset));
    }

    // Section 5.7: a leap second comes at the end of the last minute of a day in UTC.
    private static bool IsLastMinute(int minuteInUtc) =>
        (minuteInUtc + MinutesPerDay) % MinutesPerDay == MinutesPerDay - 1;

    private static bool TryReadOffset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is "Z" or "z")
        {
            return true;
        }
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':')
        {
            return false;
        }
        var (hour, minute) = (Number(text[1..3]), Number(text[4..]));
        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return hour is >= 0 and <= 23 && minute is >= 0 and <= 59;
    }

    /// <summary>The value of ASCII digits, or -1.</summary>
    private static int Number(ReadOnlySpan<char> text)
    {
        var value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return -1;
            }
            value = (value * 10) + c - '0';
        }
        return value;
    }
}
