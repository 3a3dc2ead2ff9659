using System.Globalization;

namespace Vidimus.Portal.Groups;

/// <summary>Spans of validity as people say them.</summary>
internal static class Validities
{
    /// <summary>Spans that the form offers, in ISO 8601.</summary>
    public static IReadOnlyList<string> Usual { get; } =
    ["P6M", "P1Y", "P2Y", "P3Y", "P5Y", "P10Y"];

    /// <summary>A span in words; what is not a whole number of one unit stays as it is.</summary>
    public static string Words(string? duration)
    {
        if (duration is null)
            return "For ever";
        if (
            duration is ['P', .. var number, var unit]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        )
        {
            var word = unit switch
            {
                'Y' => "year",
                'M' => "month",
                'W' => "week",
                'D' => "day",
                _ => null,
            };
            if (word is not null)
                return $"{count} {word}{(count == 1 ? "" : "s")}";
        }
        return duration;
    }
}
