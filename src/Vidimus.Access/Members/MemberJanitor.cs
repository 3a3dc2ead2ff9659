using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members;

/// <summary>Removes sessions, links and what was begun and not ended, once they are long over; a bounded number at a time.</summary>
internal sealed class MemberJanitor(Commits commits, TimeProvider clock, ILogger<MemberJanitor> log)
    : PeriodicWork(TimeSpan.FromHours(1), clock, log)
{
    private const int RowsAtATime = 500;

    // Where a member was last is where the next session begins, for so long.
    private static readonly TimeSpan KeepSessions = TimeSpan.FromDays(30);
    private static readonly TimeSpan KeepOthers = TimeSpan.FromDays(1);
    private readonly TimeProvider _clock = clock;

    protected override Task Round(CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var (sessions, others) = (now - KeepSessions, now - KeepOthers);
        return commits.Keep(
            "access.identity",
            async unit =>
            {
                var db = unit.Db;
                db.RemoveRange(
                    await db
                        .Sessions.Where(s => s.ExpiresAt < sessions)
                        .OrderBy(s => s.ExpiresAt)
                        .Take(RowsAtATime)
                        .ToListAsync()
                );
                db.RemoveRange(
                    await db
                        .SignInLinks.Where(l => l.ExpiresAt < others)
                        .OrderBy(l => l.ExpiresAt)
                        .Take(RowsAtATime)
                        .ToListAsync()
                );
                db.RemoveRange(
                    await db
                        .Ceremonies.Where(c => c.ExpiresAt < others)
                        .OrderBy(c => c.ExpiresAt)
                        .Take(RowsAtATime)
                        .ToListAsync()
                );
            },
            cancellation
        );
    }
}
