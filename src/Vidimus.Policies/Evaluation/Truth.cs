namespace Vidimus.Policies.Evaluation;

/// <summary>The three values of Kleene's logic, in the order that makes "and" the least and "or" the greatest of them.</summary>
internal enum Truth
{
    Unmatched = 0,

    /// <summary>It cannot be said: a fact is missing, or is of another type.</summary>
    Unknown = 1,
    Matched = 2,
}

internal static class Truths
{
    public static Truth And(Truth one, Truth other) => one < other ? one : other;

    public static Truth Or(Truth one, Truth other) => one > other ? one : other;

    public static Truth Not(Truth one) => (Truth)(2 - (int)one);

    public static Truth Of(bool matched) => matched ? Truth.Matched : Truth.Unmatched;

    public static string Word(this Truth truth) =>
        truth switch
        {
            Truth.Matched => "matched",
            Truth.Unmatched => "unmatched",
            _ => "unknown",
        };
}
