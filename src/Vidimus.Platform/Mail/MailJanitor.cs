using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Platform.Mail;

/// <summary>Removes what is left of a mail, its times and states, thirty days after it was put up.</summary>
internal sealed class MailJanitor(Commits commits, TimeProvider clock, ILogger<MailJanitor> log)
    : PeriodicWork(TimeSpan.FromMinutes(30), clock, log)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private readonly TimeProvider _clock = clock;

    protected override Task Round(CancellationToken cancellation)
    {
        var before = _clock.GetUtcNow() - Kept;
        return commits.Keep(
            "platform.upkeep",
            unit =>
                unit.Db.Set<MailRow>()
                    .Where(m => m.CreatedAt < before && m.NextTryAt == null)
                    .ExecuteDeleteAsync(),
            cancellation
        );
    }
}
