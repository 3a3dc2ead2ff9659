namespace Vidimus.Platform.Http;

/// <summary>One page of a list.</summary>
/// <param name="Data">The items of this page.</param>
/// <param name="NextCursor">Cursor of the next page, or null on the last.</param>
/// <param name="HasMore">True when there is a next page.</param>
public sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor, bool HasMore);
