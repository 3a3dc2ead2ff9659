namespace Vidimus.Platform.Http;

/// <summary>One page of a list.</summary>
/// <param name="Data">The items of this page.</param>
/// <param name="NextCursor">Cursor of the next page, or null on the last.</param>
/// <param name="HasMore">True when there is a next page.</param>
public sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor, bool HasMore);

/// <summary>Helpers for lists.</summary>
public static class Pages
{
    /// <summary>The page size asked for: 1 to 100, 50 when left out. Notes a wrong one.</summary>
    public static int PageSize(this Problems.Fields fields, string? limit)
    {
        if (limit is null)
            return 50;
        if (
            int.TryParse(
                limit,
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var size
            ) && size is >= 1 and <= 100
        )
            return size;
        fields.Wrong("limit", "must be a whole number from 1 to 100");
        return 50;
    }

    /// <summary>Makes a page of at most <paramref name="size"/> rows out of one row more.</summary>
    public static Page<TItem> ToPage<TRow, TItem>(
        this List<TRow> rows,
        int size,
        Func<TRow, TItem> item,
        Func<TRow, string> cursor
    )
    {
        var more = rows.Count > size;
        var shown = more ? rows.Take(size) : rows;
        return new([.. shown.Select(item)], more ? cursor(rows[size - 1]) : null, more);
    }
}
