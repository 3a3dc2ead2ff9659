using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Recipients;

/// <summary>Removes links thirty days after they ended.</summary>
internal sealed class ClaimJanitor(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    TimeProvider clock,
    ILogger<ClaimJanitor> log
) : PeriodicWork(TimeSpan.FromHours(1), clock, log)
{
    private const int RowsAtATime = 500;
    private const int MostTimes = 100;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private readonly TimeProvider _clock = clock;

    protected override async Task Round(CancellationToken cancellation)
    {
        var before = _clock.GetUtcNow() - Kept;
        for (var i = 0; i < MostTimes; i++)
        {
            // Looked for beside the changes: there is no index on the end, and nobody need wait for the search.
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var ended = await db.Across<ClaimRow>()
                .AsNoTracking()
                .Where(c => c.EndedAt < before)
                .Take(RowsAtATime)
                .ToListAsync(cancellation);
            if (ended.Count == 0)
                return;
            await commits.Keep(
                "credentials.upkeep",
                async unit =>
                {
                    foreach (var of in ended.GroupBy(c => c.OrganizationId))
                    {
                        var ids = of.Select(c => c.Id).ToArray();
                        await unit
                            .Db.Across<ClaimRow>()
                            .Where(c => c.OrganizationId == of.Key && ids.Contains(c.Id))
                            .ExecuteDeleteAsync();
                    }
                },
                cancellation
            );
            if (ended.Count < RowsAtATime)
                return;
        }
    }
}
