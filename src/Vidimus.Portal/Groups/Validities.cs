using System.Globalization;

namespace Vidimus.Portal.Groups;

/// <summary>Spans of validity as people say them.</summary>
internal static class Validities
{
    /// <summary>Units that the form offers, by their letter in ISO 8601.</summary>
    public static IReadOnlyList<(string Letter, string Words)> Units { get; } =
    [("Y", "years"), ("M", "months"), ("W", "weeks"), ("D", "days")];

    /// <summary>The span of a number and a unit; a unit that is a whole span of its own, with no number, stays one.</summary>
    public static string Of(string number, string unit) =>
        number.Length == 0 ? (unit.Length > 1 ? unit : "")
        // A span as programs write it is one here too.
        : number[0] == 'P' ? number
        : $"P{number}{(unit.Length == 1 ? unit : "Y")}";

    /// <summary>The number and the unit of a span; one of several units is given whole as the unit.</summary>
    public static (string Number, string Unit) Parts(string span) =>
        span.Length == 0 ? ("", "Y")
        : span is ['P', .. { Length: > 0 } number, var unit]
        && Units.Any(u => u.Letter[0] == unit)
        && !(number.Any(char.IsAsciiLetter) && number.All("0123456789YMWDTHS".Contains))
            ? (number, unit.ToString())
        : ("", span);

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
