using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Reading;

/// <summary>
/// Pages of what a search found, the best first. While the search is known its order stands: nothing comes twice, nothing
/// that stays is left out, and what no longer fits the filter is not shown.
/// </summary>
internal sealed class RankedPages(SearchWalks walks, Cursors cursors)
{
    /// <summary>One page.</summary>
    /// <param name="scope">Names the list: who reads it, what was sought, with which filters.</param>
    /// <param name="cursor">Where it goes on; null for its beginning.</param>
    /// <param name="size">Most items of a page.</param>
    /// <param name="search">Searches, from behind an entry on or from the beginning.</param>
    /// <param name="load">The items of some entries that still fit, in their order, each with its entry.</param>
    public async Task<Result<Page<T>>> Read<T>(
        string scope,
        string? cursor,
        int size,
        Func<TextHit?, Task<Result<TextHit[]>>> search,
        Func<IReadOnlyList<TextHit>, Task<IReadOnlyList<(TextHit Hit, T Item)>>> load
    )
    {
        var at = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out at))
            return PlatformProblems.InvalidCursor;
        var goesOn = at.Length == 0 ? null : SearchCursor.Of(at);
        var (walk, read) = (goesOn?.Walk, goesOn?.Read ?? 0);
        var hits = walk is null ? null : walks.Find(walk);
        if (hits is null)
        {
            var found = await search(goesOn?.Last);
            if (found.Problem is { } refused)
                return refused;
            (hits, walk, read) = (found.Value!, null, 0);
        }
        return await Page(scope, hits, walk, read, size, load);
    }

    private async Task<Page<T>> Page<T>(
        string scope,
        TextHit[] hits,
        string? walk,
        int read,
        int size,
        Func<IReadOnlyList<TextHit>, Task<IReadOnlyList<(TextHit Hit, T Item)>>> load
    )
    {
        List<(TextHit Hit, T Item)> items = [];
        while (items.Count <= size && read < hits.Length)
        {
            var some = hits.AsSpan(read, Math.Min(size + 1 - items.Count, hits.Length - read));
            read += some.Length;
            items.AddRange(await load(some.ToArray()));
        }
        if (items.Count <= size)
            return new([.. items.Select(i => i.Item)], null, false);
        var last = items[size - 1].Hit;
        var next = new SearchCursor(walk ?? walks.Keep(hits), Array.IndexOf(hits, last) + 1, last);
        return new(
            [.. items.Take(size).Select(i => i.Item)],
            cursors.Make(scope, next.ToString()),
            true
        );
    }
}
