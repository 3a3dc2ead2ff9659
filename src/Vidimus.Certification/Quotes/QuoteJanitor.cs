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
    private const int AtATime = 500;

    protected override async Task Round(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var until = (await time.Now(db, cancellation)).AddDays(-options.KeepQuotesDays);
        for (var removed = AtATime; removed == AtATime; )
        {
            cancellation.ThrowIfCancellationRequested();
            await commits.Keep(
                "certification.upkeep",
                async unit =>
                {
                    var over = await unit
                        .Db.Across<QuoteRow>()
                        .Where(q => q.ExpiresAt < until)
                        .OrderBy(q => q.ExpiresAt)
                        .Take(AtATime)
                        .ToListAsync(CancellationToken.None);
                    unit.Db.RemoveRange(over);
                    removed = over.Count;
                },
                cancellation
            );
        }
    }
}
