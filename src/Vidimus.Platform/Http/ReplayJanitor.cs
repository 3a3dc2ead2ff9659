using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Platform.Http;

/// <summary>Removes first answers once they are a day old, a bounded number at a time.</summary>
internal sealed class ReplayJanitor(Commits commits, TimeProvider clock, ILogger<ReplayJanitor> log)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    private readonly TimeProvider _clock = clock;

    protected override Task Round(CancellationToken cancellation)
    {
        var before = _clock.GetUtcNow() - Repeat.Lifetime;
        return commits.Keep(
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
            cancellation
        );
    }
}
