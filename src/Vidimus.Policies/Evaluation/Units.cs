using System.Collections.Frozen;

namespace Vidimus.Policies.Evaluation;

/// <summary>
/// Units that are turned into one another; any other is compared by its name. A year is the mean Gregorian one, a month its
/// twelfth, so that years and months are exact to each other.
/// </summary>
internal static class Units
{
    private static readonly FrozenDictionary<string, (string Of, decimal Factor)> Known = Table();

    /// <summary>The one name of a unit.</summary>
    public static string Named(string unit)
    {
        var name = unit.Trim().ToLowerInvariant();
        return Known.ContainsKey(name) || !Known.ContainsKey(name + "s") ? name : name + "s";
    }

    /// <summary>A number in another unit; null when one is not the other's.</summary>
    public static decimal? Convert(decimal value, string? from, string? to)
    {
        // A number without a unit is in the one that is asked about; one with a unit, where none is asked about, may be in any.
        if (from is null || from == to)
            return value;
        return
            to is not null
            && Known.TryGetValue(from, out var one)
            && Known.TryGetValue(to, out var other)
            && one.Of == other.Of
            ? value * one.Factor / other.Factor
            : null;
    }

    private static FrozenDictionary<string, (string, decimal)> Table()
    {
        var table = new Dictionary<string, (string, decimal)>(StringComparer.Ordinal);
        void Add(string of, params ReadOnlySpan<(string Name, decimal Factor)> units)
        {
            foreach (var (name, factor) in units)
                table[name] = (of, factor);
        }
        Add(
            "time",
            ("minutes", 1m),
            ("hours", 60m),
            ("days", 1440m),
            ("weeks", 10_080m),
            ("months", 43_829.1m),
            ("years", 525_949.2m)
        );
        Add("mass", ("mg", 0.001m), ("g", 1m), ("kg", 1000m), ("lb", 453.592_37m));
        Add("length", ("mm", 0.1m), ("cm", 1m), ("m", 100m), ("in", 2.54m), ("ft", 30.48m));
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
