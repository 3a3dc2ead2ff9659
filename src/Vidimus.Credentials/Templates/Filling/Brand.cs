using System.Globalization;

namespace Vidimus.Credentials.Templates;

/// <summary>Colours of the organization, and a colour of letters that can be read on each of them.</summary>
internal static class Brand
{
    public static string Of(ColorSlot slot, string? color, string? accent) =>
        slot.Name switch
        {
            "color" => color ?? slot.Usual,
            "accent" => accent ?? color ?? slot.Usual,
            "on-color" => color is null ? slot.Usual : Readable(color),
            _ => (accent ?? color) is { } on ? Readable(on) : slot.Usual,
        };

    public static bool IsColor(string? color) =>
        color is ['#', .. var digits] && digits.Length == 6 && digits.All(char.IsAsciiHexDigit);

    /// <summary>Black or white, whichever contrasts more (WCAG 2.2, relative luminance).</summary>
    private static string Readable(string color)
    {
        double Part(int at)
        {
            var part =
                int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                / 255.0;
            return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
        }
        var luminance = 0.2126 * Part(1) + 0.7152 * Part(3) + 0.0722 * Part(5);
        return luminance > 0.179 ? "#111111" : "#ffffff";
    }
}
