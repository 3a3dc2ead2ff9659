using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Usage;

/// <summary>Removes counts of requests once they are old, a bounded number at a time.</summary>
internal sealed class UsageJanitor(
    Commits commits,
    UsageOptions options,
    TimeProvider clock,
    ILogger<UsageJanitor> log
) : PeriodicWork(TimeSpan.FromHours(1), clock, log)
{
    private const int RowsAtATime = 1000;
    private const int MostTimes = 50;
    private readonly TimeProvider _clock = clock;

    protected override async Task Round(CancellationToken cancellation)
    {
        var first = DateOnly
            .FromDateTime(_clock.GetUtcNow().UtcDateTime)
            .AddDays(-options.KeepDays)
            .ToString("O", CultureInfo.InvariantCulture);
        await commits.RemoveOver(
            "access.counts",
            rows =>
                rows.Across<UsageRow>()
                    .Where(u => u.Action == "" && string.Compare(u.Day, first) < 0)
                    .OrderBy(u => u.Day),
            cancellation,
            RowsAtATime,
            MostTimes
        );
    }
}
