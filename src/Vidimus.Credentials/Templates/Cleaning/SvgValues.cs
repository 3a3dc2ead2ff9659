using System.Globalization;
using System.Text.RegularExpressions;

namespace Vidimus.Credentials.Templates;

/// <summary>Values of attributes and properties, each by a narrow grammar: what is not understood is not kept.</summary>
internal static partial class SvgValues
{
    /// <summary>Greatest number in a template: larger than any page, and small enough that what is drawn stays bounded.</summary>
    public const double Largest = 100_000;

    /// <summary>Greatest size of letters, in units of the page.</summary>
    public const double LargestFont = 1_000;

    private static readonly Dictionary<string, double> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["px"] = 1,
        ["pt"] = 96 / 72.0,
        ["pc"] = 16,
        ["mm"] = 96 / 25.4,
        ["cm"] = 96 / 2.54,
        ["in"] = 96,
    };

    /// <summary>The value as it is kept, or null.</summary>
    public static string? Keep(Property kind, string value)
    {
        value = Important().Replace(value, "").Trim();
        return kind switch
        {
            Property.Word => Word().IsMatch(value) ? value : null,
            Property.Number => Plain().IsMatch(value) && InBounds(value) ? value : null,
            Property.Color => Color().IsMatch(value) ? value : null,
            Property.Paint => Color().IsMatch(value) ? value : LocalLink(value, keepRest: true),
            Property.Link => value == "none" ? value : LocalLink(value, keepRest: false),
            Property.Fonts => Fonts().IsMatch(value) ? value : null,
            _ => null,
        };
    }

    /// <summary>True when the value reaches for something outside the file.</summary>
    public static bool ReachesOut(string value)
    {
        for (
            var at = 0;
            (at = value.IndexOf("url", at, StringComparison.OrdinalIgnoreCase)) >= 0;
            at += 3
        )
        {
            var rest = value.AsSpan(at + 3).TrimStart();
            if (!rest.StartsWith("("))
                continue;
            rest = rest[1..].TrimStart(" \t\r\n\"'");
            if (!rest.StartsWith("#"))
                return true;
        }
        return value.Contains("expression(", StringComparison.OrdinalIgnoreCase)
            || value.Contains("javascript:", StringComparison.OrdinalIgnoreCase)
            || value.Contains("image-set(", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The id that a paint or clip path names, or null.</summary>
    public static string? Target(string? value) =>
        value is not null && Link().Match(value) is { Success: true } link
            ? link.Groups[1].Value
            : null;

    /// <summary>Geometry: letters of path commands, words, numbers within bounds.</summary>
    public static bool IsGeometry(string value) => Geometry().IsMatch(value) && InBounds(value);

    public static bool IsId(string id) => id.Length <= 100 && Id().IsMatch(id);

    /// <summary>A length in units of the page; null when it is none, or relative.</summary>
    public static double? Length(string? value)
    {
        if (value is null || Measure().Match(value.Trim()) is not { Success: true } match)
            return null;
        return
            Units.TryGetValue(match.Groups[2].Value, out var unit)
            && Read(match.Groups[1].ValueSpan) is { } number
            ? number * unit
            : null;
    }

    /// <summary>True when a length names a unit of paper.</summary>
    public static bool IsPhysical(string? value) =>
        value is not null
        && Measure().Match(value.Trim()) is { Success: true } match
        && match.Groups[2].Value.ToLowerInvariant() is "mm" or "cm" or "in" or "pt" or "pc";

    /// <summary>A size of letters, from that of the parent where it is relative; null when it is none.</summary>
    public static double? FontSize(string value, double parent)
    {
        value = Important().Replace(value, "").Trim();
        double? size = Length(value);
        if (size is null && Measure().Match(value) is { Success: true } match)
            size =
                Read(match.Groups[1].ValueSpan)
                * (
                    match.Groups[2].Value is "%" ? parent / 100
                    : match.Groups[2].Value is "em" ? parent
                    : null
                );
        return size is > 0 and <= LargestFont ? size : null;
    }

    /// <summary>All numbers in a text, in order; a path writes them without anything between.</summary>
    public static IEnumerable<double> Numbers(string text)
    {
        foreach (var match in Number().EnumerateMatches(text).ToArray(text))
            yield return match;
    }

    private static double[] ToArray(this Regex.ValueMatchEnumerator matches, string text)
    {
        var found = new List<double>();
        foreach (var match in matches)
            found.Add(Read(text.AsSpan(match.Index, match.Length)) ?? double.PositiveInfinity);
        return [.. found];
    }

    private static bool InBounds(string value)
    {
        foreach (var match in Number().EnumerateMatches(value))
            if (
                Read(value.AsSpan(match.Index, match.Length)) is not { } number
                || Math.Abs(number) > Largest
            )
                return false;
        return true;
    }

    private static double? Read(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    private static string? LocalLink(string value, bool keepRest) =>
        Link().Match(value) is { Success: true } link
            ? $"url(#{link.Groups[1].Value}){(keepRest ? link.Groups[2].Value : "")}"
            : null;

    [GeneratedRegex(@"\s*!\s*important\s*$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Important();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z -]{0,60}$", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^[A-Za-z0-9.,%+\- ]{1,400}$", RegexOptions.None, 1000)]
    private static partial Regex Plain();

    [GeneratedRegex(
        @"^(?:[A-Za-z]{3,30}|#[0-9A-Fa-f]{3,8}|(?:rgb|rgba|hsl|hsla)\([0-9.,%/ a-z+-]{1,60}\))$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Color();

    [GeneratedRegex(
        @"^url\(\s*[""']?#([A-Za-z_][\w.\-]{0,99})[""']?\s*\)(\s+(?:none|#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,30}))?$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Link();

    [GeneratedRegex(@"^[\p{L}\p{N}\p{M} ,'""_.\-]{1,300}$", RegexOptions.None, 1000)]
    private static partial Regex Fonts();

    [GeneratedRegex(@"^[A-Za-z0-9.,%()+\-\s]*$", RegexOptions.None, 1000)]
    private static partial Regex Geometry();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{N}_.\-:]*$", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(
        @"^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(px|pt|pc|mm|cm|in|em|%)?$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Measure();

    [GeneratedRegex(@"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
