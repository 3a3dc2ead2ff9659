using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.OAuth;

/// <summary>
/// Removes what is over, some rows in a transaction: codes a day after their end, until when a second use is recognised;
/// refresh tokens at their end, replaced or not; grants that no client came for, and those that ended long ago.
/// </summary>
internal sealed class GrantJanitor(Commits commits, TimeProvider clock, ILogger<GrantJanitor> log)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    private const string Rows = "access.identity";
    private static readonly TimeSpan KeepCodes = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeepGrants = TimeSpan.FromDays(90);
    private readonly TimeProvider _clock = clock;

    protected override async Task Round(CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var (day, old) = (now - KeepCodes, now - KeepGrants);
        await commits.RemoveOver(
            Rows,
            db => db.OAuthCodes.Where(c => c.ExpiresAt < day).OrderBy(c => c.ExpiresAt),
            cancellation
        );
        await commits.RemoveOver(
            Rows,
            db => db.RefreshTokens.Where(t => t.ExpiresAt < now).OrderBy(t => t.ExpiresAt),
            cancellation
        );
        // A grant's own end is 90 days after consent; another 90 days it is shown as ended.
        await commits.RemoveOver(
            Rows,
            db =>
                db.Across<GrantRow>()
                    .Where(g => g.ExpiresAt < old || (g.UsedAt == null && g.CreatedAt < day))
                    .OrderBy(g => g.ExpiresAt),
            cancellation
        );
    }
}

/// <summary>
/// After a restore no client goes on by what it had: it may have been revoked, and its refresh token replaced, since the
/// backup.
/// </summary>
internal sealed class EndGrants(TimeProvider clock) : IRestored
{
    public string What => "grants of MCP clients: members allow them again";

    public async Task Run(Unit unit)
    {
        unit.Db.RemoveRange(await unit.Db.OAuthCodes.ToListAsync());
        unit.Db.RemoveRange(await unit.Db.RefreshTokens.ToListAsync());
        var now = clock.GetUtcNow();
        foreach (
            var grant in await unit
                .Db.Across<GrantRow>()
                .Where(g => g.RevokedAt == null)
                .ToListAsync()
        )
        {
            (grant.RevokedAt, grant.RevokedFor) = (now, "restored");
            grant.Version++;
        }
    }
}
