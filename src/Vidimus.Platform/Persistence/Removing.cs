using Microsoft.EntityFrameworkCore;

namespace Vidimus.Platform.Persistence;

/// <summary>How what is over is removed.</summary>
public static class Removing
{
    /// <summary>Removes all rows that are over, some in a transaction, so that other changes come between.</summary>
    /// <param name="commits">The commit path.</param>
    /// <param name="kind">The kind of rows that are kept without a fact.</param>
    /// <param name="over">The rows that are over.</param>
    /// <param name="cancellation">Stops between two transactions.</param>
    /// <param name="rowsAtATime">Rows of one transaction.</param>
    /// <param name="mostTimes">How many transactions at most; what is left is removed the next time.</param>
    public static async Task RemoveOver<T>(
        this Commits commits,
        string kind,
        Func<VidimusDb, IQueryable<T>> over,
        CancellationToken cancellation,
        int rowsAtATime = 500,
        int mostTimes = int.MaxValue
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(commits);
        ArgumentNullException.ThrowIfNull(over);
        var found = rowsAtATime;
        for (var i = 0; i < mostTimes && found == rowsAtATime; i++)
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
