namespace Vidimus.Tools.Schemas;

/// <summary>Names that are not known, and the known one that was probably meant.</summary>
internal static class Nearest
{
    private const int LongestShown = 64;

    /// <summary>What is wrong with an unknown name.</summary>
    public static string Unknown(string name, IEnumerable<string> known)
    {
        var names = known.ToArray();
        return Of(name, names) is { } near ? $"is not known; {near} is probably meant"
            : names.Length == 0 ? "is not known; there is nothing to give"
            : $"is not known; there are {string.Join(", ", names)}";
    }

    /// <summary>The nearest of the names; null when none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestShown)
            return null;
        var plain = Plain(name);
        return known
            .Select(k =>
                (Name: k, Distance: Begins(Plain(k), plain) ? 0 : Distance(plain, Plain(k)))
            )
            .Where(k => k.Distance <= Math.Max(1, Math.Min(plain.Length, k.Name.Length) / 3))
            .OrderBy(k => k.Distance)
            .Select(k => k.Name)
            .FirstOrDefault();
    }

    /// <summary>A name from outside, as far as it may be repeated: short, and nothing in it that cannot be seen.</summary>
    public static string Shown(string name) =>
        Answers.Visible.Of(name.Length > LongestShown ? $"{name[..LongestShown]}…" : name);

    private static bool Begins(string known, string given) =>
        given.Length >= 3 && known.StartsWith(given, StringComparison.Ordinal);

    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal)
            .ToLowerInvariant();

    /// <summary>Levenshtein's distance; both are short.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = one[i - 1] == other[j - 1] ? corner : corner + 1;
                corner = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
