using System.Globalization;

namespace Vidimus.Portal;

/// <summary>Numbers and names as pages show them.</summary>
internal static class Shown
{
    /// <summary>A count, with its thousands apart.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number as programs read it.</summary>
    public static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Cents as an amount.</summary>
    public static string Money(long cents) =>
        (cents / 100m).ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>Cents as an amount to be typed; empty for none.</summary>
    public static string Amount(long? cents) =>
        cents is { } some ? (some / 100m).ToString("0.00", CultureInfo.InvariantCulture) : "";

    /// <summary>A day as it is chosen in a form; empty for none.</summary>
    public static string Day(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A day of the API, such as 2026-01-31, as every page shows days; a dash for none.</summary>
    public static string Date(string? day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var on)
            ? on.ToString("d MMM yyyy", CultureInfo.InvariantCulture)
            : day ?? "–";

    /// <summary>A word of the API as people read it.</summary>
    public static string Word(object? value)
    {
        var text = value?.ToString() ?? "";
        return text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
    }
}
