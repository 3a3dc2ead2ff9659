using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Tools.Answers;

/// <summary>Answers a page of a list within the size of an answer.</summary>
internal static class Pages
{
    /// <summary>Room for what surrounds the items: a cursor has up to 4 KiB.</summary>
    private const int Around = 6 * 1024;

    /// <summary>
    /// The page; when it is too large, the page again with as many items as fit, so that the cursor leads to the first that
    /// was left out.
    /// </summary>
    public static async ValueTask<ToolAnswer> Answer<T>(
        string name,
        Given given,
        Func<int, Task<Page<T>>> page,
        Func<T, JsonObject> show
    )
    {
        var found = await page(given.PageSize);
        var items = found.Data.Select(show).ToList();
        var fit = Fitting(items);
        if (fit < items.Count)
        {
            found = await page(fit);
            items = [.. found.Data.Select(show)];
        }
        return Written.Done(
            Said.Object(
                (name, new JsonArray([.. items])),
                ("nextCursor", found.HasMore ? found.NextCursor : null)
            )
        );
    }

    private static int Fitting(List<JsonObject> items)
    {
        var room = Written.Largest - Around;
        var count = 0;
        foreach (var item in items)
        {
            room -= Written.Size(item) + 1;
            if (room < 0)
                break;
            count++;
        }
        return Math.Max(1, count);
    }
}
