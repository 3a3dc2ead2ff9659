using System.Globalization;

namespace Vidimus.Credentials.Verifying;

/// <summary>Chooses a page's language by what the browser asks for (RFC 9110, section 12.5.4); English when nothing fits.</summary>
internal static class VerifyPageLanguage
{
    // Browsers send a handful; a long header must not buy work.
    private const int MostRanges = 20;

    public static Strings Choose(string acceptLanguage)
    {
        var (chosen, best) = (Strings.English, 0m);
        foreach (
            var range in acceptLanguage
                .Split(',', MostRanges + 1, StringSplitOptions.TrimEntries)
                .Take(MostRanges)
        )
        {
            var parts = range.Split(';', 2, StringSplitOptions.TrimEntries);
            var quality = Quality(parts);
            if (quality > best && Speaking(parts[0]) is { } words)
                (chosen, best) = (words, quality);
        }
        return chosen;
    }

    /// <summary>Only the language counts: who asks for Austrian German is served German.</summary>
    private static Strings? Speaking(string range) =>
        range == "*"
            ? Strings.English
            : Strings.All.FirstOrDefault(w =>
                w.Language.Equals(range.Split('-')[0], StringComparison.OrdinalIgnoreCase)
            );

    private static decimal Quality(string[] parts)
    {
        if (parts.Length == 1)
            return 1;
        var weight = parts[1];
        return
            weight.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
            && decimal.TryParse(
                weight[2..],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var quality
            )
            && quality <= 1
            ? quality
            : 0;
    }
}
