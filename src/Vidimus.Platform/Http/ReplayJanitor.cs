using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Platform.Http;

/// <summary>
/// Removes first answers once they are a day old: a page in each transaction, so that no change waits long behind it, and
/// pages until none is left, so that it keeps up with any number of keys.
/// </summary>
internal sealed class ReplayJanitor(
    Commits commits,
    DatabaseClock databaseClock,
    TimeProvider clock,
    ILogger<ReplayJanitor> log
) : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    private const int PageSize = 2000;

    // A round ends at some time whatever comes in; the next goes on.
    private const int MostPages = 1000;

    protected override async Task Round(CancellationToken cancellation)
    {
        for (var page = 0; page < MostPages; page++)
        {
            if (await RemovePage(cancellation) < PageSize)
                return;
        }
    }

    private async Task<int> RemovePage(CancellationToken cancellation)
    {
        var removed = 0;
        await commits.Keep(
            "platform.upkeep",
            async unit =>
            {
                var until =
                    await databaseClock.Now(unit.Db, CancellationToken.None) - Repeat.Lifetime;
                var old = unit.Db.Across<ReplayRow>().Where(r => r.CreatedAt < until);
                var last = await old.OrderBy(r => r.CreatedAt)
                    .Select(r => (DateTimeOffset?)r.CreatedAt)
                    .Skip(PageSize - 1)
                    .FirstOrDefaultAsync();
                removed = await (
                    last is { } end ? old.Where(r => r.CreatedAt <= end) : old
                ).ExecuteDeleteAsync();
            },
            cancellation
        );
        return removed;
    }
}
