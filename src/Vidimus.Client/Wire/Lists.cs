using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Vidimus.Client;

/// <summary>Walks cursor lists page by page, holding one page at a time.</summary>
internal static class Lists
{
    public const int LongestPage = 100;

    public static async IAsyncEnumerable<T> All<T>(
        Caller caller,
        Call list,
        int pageSize,
        JsonTypeInfo<Page<T>> type,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        string? cursor = null;
        do
        {
            var page = await One(caller, list, pageSize, cursor, type, cancellation);
            foreach (var item in page.Data)
                yield return item;
            cursor = page.HasMore ? page.NextCursor : null;
        } while (cursor is not null);
    }

    /// <summary>A page's size, refused here when it cannot be one.</summary>
    public static int Size(int pageSize) =>
        pageSize is >= 1 and <= LongestPage
            ? pageSize
            : throw new ArgumentOutOfRangeException(
                nameof(pageSize),
                pageSize,
                $"A page holds 1 to {LongestPage} items."
            );

    public static Task<Page<T>> One<T>(
        Caller caller,
        Call list,
        int pageSize,
        string? cursor,
        JsonTypeInfo<Page<T>> type,
        CancellationToken cancellation
    )
    {
        var call = list with
        {
            Query = [.. list.Query, ("limit", $"{Size(pageSize)}"), ("cursor", cursor)],
            CorrelationId = Call.NewToken(),
        };
        return caller.Run(
            call,
            answer =>
            {
                var page = Answers.Read(call, answer, type);
                // A cursor that leads back to itself would walk for ever.
                if (page.Data.Count > pageSize || (page.HasMore && page.NextCursor == cursor))
                    throw Failures.Unexpected(call, answer, "at $.nextCursor");
                return page;
            },
            cancellation
        );
    }
}
