using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Access.Keys;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Authentications;

/// <summary>Forgets the authentication history after its days, a bounded number of rows at a time.</summary>
internal sealed class AuthenticationJanitor(
    Commits commits,
    KeyOptions options,
    TimeProvider clock,
    ILogger<AuthenticationJanitor> log
) : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    private readonly TimeProvider _clock = clock;

    protected override Task Round(CancellationToken cancellation)
    {
        var before = _clock
            .GetUtcNow()
            .AddDays(-options.AuthenticationHistoryDays)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return commits.RemoveOver(
            "access.key-use",
            rows =>
                rows.Across<AuthenticationRow>()
                    .Where(a => string.Compare(a.Day, before) < 0)
                    .OrderBy(a => a.Day),
            cancellation,
            rowsAtATime: 2000,
            mostTimes: 1
        );
    }
}
