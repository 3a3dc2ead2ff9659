namespace Vidimus.Policies.Evaluation;

/// <summary>How a fact is tested: the words after <c>is</c>.</summary>
internal enum Comparison
{
    Known,
    Equals,
    NotEquals,
    OneOf,
    NoneOf,
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
    Between,
    Before,
    After,
    OnOrBefore,
    OnOrAfter,
    WithinLast,
    HasAny,
    HasAll,
    HasNone,
    HasCode,
    CountAtLeast,
}

internal static class Comparisons
{
    public static readonly string[] Words =
    [
        .. Enum.GetNames<Comparison>().Select(n => char.ToLowerInvariant(n[0]) + n[1..]),
    ];

    public static Comparison? Of(string word) =>
        Array.IndexOf(Words, word) is >= 0 and var at ? (Comparison)at : null;

    /// <summary>As it is said between a fact and a value.</summary>
    public static string Said(this Comparison comparison) =>
        comparison switch
        {
            Comparison.Known => "is stated",
            Comparison.Equals => "is",
            Comparison.NotEquals => "is not",
            Comparison.OneOf => "is one of",
            Comparison.NoneOf => "is none of",
            Comparison.AtLeast => "is at least",
            Comparison.AtMost => "is at most",
            Comparison.MoreThan => "is more than",
            Comparison.LessThan => "is less than",
            Comparison.Between => "is between",
            Comparison.Before => "is before",
            Comparison.After => "is after",
            Comparison.OnOrBefore => "is on or before",
            Comparison.OnOrAfter => "is on or after",
            Comparison.WithinLast => "is within the last",
            Comparison.HasAny => "holds any of",
            Comparison.HasAll => "holds all of",
            Comparison.HasNone => "holds none of",
            Comparison.HasCode => "has a code of",
            _ => "has a count of at least",
        };
}
