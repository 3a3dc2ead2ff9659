using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Quotes;

/// <summary>Removes quotes that expired long ago; orders keep what was quoted.</summary>
internal sealed class QuoteJanitor(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    DatabaseClock time,
    CertificationOptions options,
    TimeProvider clock,
    ILogger<QuoteJanitor> log
) : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    protected override async Task Round(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var until = (await time.Now(db, cancellation)).AddDays(-options.KeepQuotesDays);
        await commits.RemoveOver(
            "certification.upkeep",
            rows =>
                rows.Across<QuoteRow>().Where(q => q.ExpiresAt < until).OrderBy(q => q.ExpiresAt),
            cancellation
        );
    }
}
