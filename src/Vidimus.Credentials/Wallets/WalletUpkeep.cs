using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Wallets;

/// <summary>Removes used nonces that would be over by now, and offers a week after their end; what was taken stays on record.</summary>
internal sealed class WalletJanitor(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    TimeProvider clock,
    ILogger<WalletJanitor> log
) : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    private const int RowsAtATime = 1000;
    private const int MostTimes = 50;
    private readonly TimeProvider _clock = clock;

    protected override async Task Round(CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var week = now.AddDays(-7);
        // An hour longer than it is good: a node whose clock is behind still knows it for used.
        var hour = now.AddHours(-1);
        await Remove<WalletNonceRow>(rows => rows.Where(n => n.ExpiresAt < hour), cancellation);
        await Remove<WalletOfferRow>(rows => rows.Where(o => o.ExpiresAt < week), cancellation);
    }

    private async Task Remove<T>(
        Func<IQueryable<T>, IQueryable<T>> old,
        CancellationToken cancellation
    )
        where T : class, IModeRow
    {
        await using (var db = await databases.CreateDbContextAsync(cancellation))
            if (!await old(db.Across<T>()).AnyAsync(cancellation))
                return;
        var removed = RowsAtATime;
        for (var i = 0; i < MostTimes && removed == RowsAtATime; i++)
            await commits.Keep(
                "credentials.upkeep",
                async unit =>
                {
                    var some = await old(unit.Db.Across<T>()).Take(RowsAtATime).ToListAsync();
                    unit.Db.RemoveRange(some);
                    removed = some.Count;
                },
                cancellation
            );
    }
}

/// <summary>After a restore nobody knows which codes were redeemed since the backup was made: no offer of before is good.</summary>
internal sealed class EndOffers(TimeProvider clock) : IRestored
{
    public string What => "offers of credentials to wallets, and the tokens given for them";

    public Task Run(Unit unit)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        return unit
            .Db.Across<WalletOfferRow>()
            .Where(o => o.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.EndedAt, now));
    }
}
