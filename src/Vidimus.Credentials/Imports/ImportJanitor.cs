using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Imports;

/// <summary>
/// Removes the rows of imports that ended a while ago or that nobody started, with the key that they are sealed under; and
/// much later their counts. A few imports in each transaction, so that no change waits long behind it.
/// </summary>
internal sealed class ImportJanitor(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    ImportClock clock,
    ILogger<ImportJanitor> log
) : PeriodicWork(TimeSpan.FromMinutes(5), clock.Time, log)
{
    private const int MostTimes = 200;
    private const int ChunksAtATime = 20;

    protected override async Task Round(CancellationToken cancellation)
    {
        var now = clock.Time.GetUtcNow();
        var (more, times) = (true, 0);
        for (; times < MostTimes && more; times++)
            await commits.Keep(
                "credentials.upkeep",
                async unit => more = await Remove(unit.Db, now),
                cancellation
            );
        await commits.Keep(
            "credentials.upkeep",
            async unit =>
            {
                var until = now.AddDays(-clock.Options.KeepDays);
                unit.Db.RemoveRange(
                    await unit
                        .Db.Across<ImportRow>()
                        .Where(i => i.EndedAt < until && i.RemoveAt == null)
                        .OrderBy(i => i.EndedAt)
                        .Take(1000)
                        .ToListAsync()
                );
            },
            cancellation
        );
        if (times <= 1)
            return; // there was nothing to remove
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.EmptyLog(clock.Time, cancellation);
    }

    /// <summary>First the key, and with it everything; then what it had sealed. True when there may be more.</summary>
    private static async Task<bool> Remove(VidimusDb db, DateTimeOffset now)
    {
        var import = await db.Across<ImportRow>()
            .Where(i => i.RemoveAt <= now)
            .OrderBy(i => i.RemoveAt)
            .FirstOrDefaultAsync();
        if (import is null)
            return false;
        (import.DataKey, import.Head) = (null, null);
        var chunks = await db.Across<ImportChunkRow>()
            .Where(c => c.OrganizationId == import.OrganizationId && c.ImportId == import.Id)
            .OrderBy(c => c.FirstRow)
            .Take(ChunksAtATime)
            .ToListAsync();
        db.RemoveRange(chunks);
        if (chunks.Count == ChunksAtATime)
            return true;
        import.RemoveAt = null;
        if (ImportState.Open.Contains(import.State))
        {
            import.State = ImportState.Expired;
            import.EndedAt = now;
        }
        import.DueAt = null;
        import.Version++;
        return true;
    }
}
