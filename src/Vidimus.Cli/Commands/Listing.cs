namespace Vidimus.Cli;

/// <summary>Shows a list: JSON lines as they come, or a table of at most a thousand rows.</summary>
internal static class Listing
{
    private const int LongestTable = 1000;

    public static async Task Show<T>(
        Run run,
        IAsyncEnumerable<T> items,
        string[] columns,
        Func<T, object?[]> row
    )
    {
        if (run.Print.Json)
        {
            await foreach (var item in items)
                run.Print.JsonLine(item);
            return;
        }
        var rows = await items.Take(LongestTable + 1).Select(row).ToListAsync(run.Cancellation);
        if (rows.Count == 0)
        {
            run.Print.Note("Nothing found.");
            return;
        }
        run.Print.Table(columns, rows.Take(LongestTable));
        if (rows.Count > LongestTable)
            run.Print.Note(
                $"Only the first {LongestTable} are shown: narrow the search, or use --json for all."
            );
    }
}
