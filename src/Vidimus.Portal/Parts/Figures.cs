using System.Globalization;

namespace Vidimus.Portal.Parts;

/// <summary>Numbers as people read them.</summary>
internal static class Figures
{
    /// <summary>With a thin space between thousands, which no language takes for a decimal point.</summary>
    public static string Of(long number) =>
        number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    /// <summary>A number and its word, in the plural where it is not one.</summary>
    public static string Of(long number, string word) =>
        $"{Of(number)} {word}{(number == 1 ? "" : "s")}";
}
