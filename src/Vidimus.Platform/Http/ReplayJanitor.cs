using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Vidimus.Platform.Persistence;

namespace Vidimus.Platform.Http;

/// <summary>Removes first answers once they are a day old, a bounded number at a time.</summary>
internal sealed class ReplayJanitor(Commits commits, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var before = clock.GetUtcNow() - Repeat.Lifetime;
            await commits.Keep(
                "platform.replay.expiry",
                async unit =>
                {
                    var old = await unit
                        .Db.Across<ReplayRow>()
                        .Where(r => r.CreatedAt < before)
                        .OrderBy(r => r.CreatedAt)
                        .Take(2000)
                        .ToListAsync();
                    unit.Db.RemoveRange(old);
                },
                stoppingToken
            );
        }
    }
}
