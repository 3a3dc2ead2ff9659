using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access;

/// <summary>How what is over is removed.</summary>
internal static class Removing
{
    /// <summary>Removes all rows that are over, some in a transaction, so that other changes come between.</summary>
    /// <param name="commits">The commit path.</param>
    /// <param name="kind">The kind of rows that are kept without a fact.</param>
    /// <param name="over">The rows that are over.</param>
    /// <param name="cancellation">Stops between two transactions.</param>
    /// <param name="rowsAtATime">Rows of one transaction.</param>
    public static async Task RemoveOver<T>(
        this Commits commits,
        string kind,
        Func<VidimusDb, IQueryable<T>> over,
        CancellationToken cancellation,
        int rowsAtATime = 500
    )
        where T : class
    {
        for (var found = rowsAtATime; found == rowsAtATime; )
        {
            cancellation.ThrowIfCancellationRequested();
            await commits.Keep(
                kind,
                async unit =>
                {
                    var rows = await over(unit.Db).Take(rowsAtATime).ToListAsync();
                    unit.Db.RemoveRange(rows);
                    found = rows.Count;
                },
                cancellation
            );
        }
    }
}
