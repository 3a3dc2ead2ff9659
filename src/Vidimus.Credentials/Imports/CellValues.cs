using System.Globalization;
using System.Text.RegularExpressions;
using Vidimus.Platform.Json;

namespace Vidimus.Credentials.Imports;

/// <summary>What the text of a cell says, as people write it in sheets; where it can be read two ways, it is not read.</summary>
internal static partial class CellValues
{
    private static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase)
    {
        "true",
        "yes",
        "y",
        "1",
        "x",
        "wahr",
        "ja",
        "j",
    };

    private static readonly HashSet<string> No = new(StringComparer.OrdinalIgnoreCase)
    {
        "false",
        "no",
        "n",
        "0",
        "falsch",
        "nein",
    };

    public static bool? Truth(string text) =>
        Yes.Contains(text) ? true
        : No.Contains(text) ? false
        : null;

    /// <summary>A number with a point or a comma; with groups of three digits only where they are told from decimals.</summary>
    public static double? Number(string text)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal)
            .Replace("\u00a0", "", StringComparison.Ordinal);
        if (Ambiguous().IsMatch(plain))
            return null;
        if (German().IsMatch(plain))
            plain = plain.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        else if (English().IsMatch(plain))
            plain = plain.Replace(",", "", StringComparison.Ordinal);
        return
            double.TryParse(
                plain,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            ) && double.IsFinite(number)
            ? number
            : null;
    }

    /// <summary>A date, alone or with a time of day; a day alone begins at midnight UTC.</summary>
    public static (DateTimeOffset Time, bool DayOnly)? Time(string text, string? format)
    {
        if (Times.TryParse(text, out var exact))
            return (exact, false);
        if (
            DateTime.TryParseExact(
                text,
                ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var local
            )
        )
            return (new(local, TimeSpan.Zero), local.TimeOfDay == TimeSpan.Zero);
        var match = Date().Match(text);
        if (!match.Success || Order(match, format) is not { } order)
            return null;
        int Part(char part) =>
            int.Parse(
                match.Groups[1 + order.IndexOf(part)].ValueSpan,
                CultureInfo.InvariantCulture
            );
        var (year, month, day) = (Part('y'), Part('m'), Part('d'));
        return
            year is >= 1 and <= 9999
            && month is >= 1 and <= 12
            && day >= 1
            && day <= DateTime.DaysInMonth(year, month)
            ? (new(year, month, day, 0, 0, 0, TimeSpan.Zero), true)
            : null;
    }

    /// <summary>Why a text that looks like a date is not read.</summary>
    public static string WhyNoTime(string text) =>
        Date().IsMatch(text)
            ? "can be read as two dates, or as none; say by dateFormat what comes first, or write it as 2026-11-22"
            : "must be a date such as 2026-11-22 or 22.11.2026";

    private static string? Order(Match match, string? format)
    {
        if (match.Groups[1].Length == 4)
            return "ymd";
        if (match.Groups[3].Length != 4)
            return null;
        if (format is "dmy" or "mdy")
            return format;
        // With dots, the day comes first wherever dots are written; else whichever can be no month.
        if (match.Value.Contains('.'))
            return "dmy";
        var first = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var second = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        return first > 12 || first == second ? "dmy"
            : second > 12 ? "mdy"
            : null;
    }

    [GeneratedRegex(
        @"^(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,4})\z",
        RegexOptions.CultureInvariant,
        100
    )]
    private static partial Regex Date();

    // A thousand for some, one for others.
    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2},\d{3}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Ambiguous();

    [GeneratedRegex(@"^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex German();

    [GeneratedRegex(@"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex English();
}
