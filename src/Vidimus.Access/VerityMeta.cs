namespace Vidimus.Access;

/// <summary>Meta data of an answer in Verity's envelope.</summary>
/// <param name="RequestId">Id of the request.</param>
/// <param name="Timestamp">When it was answered.</param>
public sealed record VerityMeta(string RequestId, DateTimeOffset Timestamp);

/// <summary>Where a list in Verity's envelope goes on.</summary>
/// <param name="Cursor">Cursor of the next page; null on the last.</param>
/// <param name="HasMore">True when there is a next page.</param>
/// <param name="Limit">Most items of a page.</param>
public sealed record VerityPagination(string? Cursor, bool HasMore, int Limit);

/// <summary>Meta data of a list in Verity's envelope.</summary>
/// <param name="RequestId">Id of the request.</param>
/// <param name="Timestamp">When it was answered.</param>
/// <param name="Pagination">Where it goes on.</param>
public sealed record VerityListMeta(
    string RequestId,
    DateTimeOffset Timestamp,
    VerityPagination Pagination
);

/// <summary>An answer in Verity's envelope.</summary>
/// <typeparam name="T">What it answers.</typeparam>
/// <param name="Success">Always true.</param>
/// <param name="Data">The answer.</param>
/// <param name="Meta">Request id and time.</param>
public sealed record VerityAnswer<T>(bool Success, T Data, VerityMeta Meta);

/// <summary>A page of a list in Verity's envelope.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Success">Always true.</param>
/// <param name="Data">The items.</param>
/// <param name="Meta">Request id, time and where the list goes on.</param>
public sealed record VerityPage<T>(bool Success, IReadOnlyList<T> Data, VerityListMeta Meta);
