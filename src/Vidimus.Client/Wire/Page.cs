namespace Vidimus.Client;

/// <summary>One page of a list.</summary>
/// <param name="Data">The page's items, in the server's order.</param>
/// <param name="HasMore">Whether another page follows.</param>
/// <param name="NextCursor">What to ask the next page with; opaque. Null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Data, bool HasMore, string? NextCursor = null)
    : IChecked
{
    void IChecked.Check(Checker check)
    {
        check.Each(Data, "data");
        check.That(Data.Count <= Lists.LongestPage, "data");
        check.That(!HasMore || NextCursor is { Length: > 0 and <= 4096 }, "nextCursor");
    }
}
