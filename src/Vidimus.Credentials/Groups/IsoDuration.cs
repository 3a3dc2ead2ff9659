using System.Globalization;
using System.Text.RegularExpressions;

namespace Vidimus.Credentials.Groups;

/// <summary>A duration of ISO 8601 (section 4.4.3.2), whole numbers only, between a second and a hundred years.</summary>
internal sealed partial record IsoDuration(int Months, TimeSpan Rest)
{
    public static bool TryParse(string text, out IsoDuration? duration)
    {
        duration = null;
        var match = text.Length <= 40 ? Form().Match(text) : Match.Empty;
        if (!match.Success || text.EndsWith('T') || text == "P")
            return false;
        int Part(string name) =>
            match.Groups[name] is { Success: true, Value: var digits }
                ? int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture)
                : 0;
        var months = (Part("y") * 12) + Part("mo");
        var rest =
            TimeSpan.FromDays((Part("w") * 7) + Part("d"))
            + TimeSpan.FromHours(Part("h"))
            + TimeSpan.FromMinutes(Part("mi"))
            + TimeSpan.FromSeconds(Part("s"));
        if (
            months > 1200
            || rest > TimeSpan.FromDays(36_525)
            || (months == 0 && rest == TimeSpan.Zero)
        )
            return false;
        duration = new(months, rest);
        return true;
    }

    public DateTimeOffset After(DateTimeOffset from) => from.AddMonths(Months) + Rest;

    /// <summary>True when the calendar reaches as far.</summary>
    public bool Fits(DateTimeOffset from) =>
        from.Year + (Months / 12) + 1 + (int)Math.Ceiling(Rest.TotalDays / 365)
        <= DateTimeOffset.MaxValue.Year;

    [GeneratedRegex(
        @"^P(?:(?<y>\d{1,4})Y)?(?:(?<mo>\d{1,4})M)?(?:(?<w>\d{1,4})W)?(?:(?<d>\d{1,5})D)?(?:T(?:(?<h>\d{1,6})H)?(?:(?<mi>\d{1,6})M)?(?:(?<s>\d{1,6})S)?)?\z",
        RegexOptions.CultureInvariant,
        100
    )]
    private static partial Regex Form();
}
