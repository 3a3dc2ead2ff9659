using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>Removes research once it is old, with its key and everything sealed under it; a bounded number in each transaction.</summary>
internal sealed class ResearchJanitor(
    Commits commits,
    TimeProvider clock,
    ILogger<ResearchJanitor> log
) : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    private const int AtATime = 500;
    private const int MostTimes = 50;
    private readonly TimeProvider _clock = clock;

    protected override async Task Round(CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        await commits.RemoveOver(
            "policies.upkeep",
            rows =>
                rows.Across<ResearchRow>().Where(r => r.RemoveAt <= now).OrderBy(r => r.RemoveAt),
            cancellation,
            AtATime,
            MostTimes
        );
    }
}
