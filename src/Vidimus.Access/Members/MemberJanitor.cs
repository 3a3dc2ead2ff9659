using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members;

/// <summary>
/// Removes what is over, all of it in each round, some rows in a transaction: strangers make links and ceremonies, and what they
/// make must not outgrow what is removed.
/// </summary>
internal sealed class MemberJanitor(Commits commits, TimeProvider clock, ILogger<MemberJanitor> log)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    private const string Rows = "access.identity";

    // Where a member was last is where the next session begins, for so long.
    private static readonly TimeSpan KeepSessions = TimeSpan.FromDays(30);

    // Who was invited and did not come is shown for so long; who came is a member, and the record says by whose invitation.
    private static readonly TimeSpan KeepInvitations = TimeSpan.FromDays(90);
    private readonly TimeProvider _clock = clock;

    protected override async Task Round(CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var (sessions, invitations) = (now - KeepSessions, now - KeepInvitations);
        await commits.RemoveOver(
            Rows,
            db => db.Sessions.Where(s => s.ExpiresAt < sessions).OrderBy(s => s.ExpiresAt),
            cancellation
        );
        await commits.RemoveOver(
            Rows,
            db => db.SignInLinks.Where(l => l.ExpiresAt < now).OrderBy(l => l.ExpiresAt),
            cancellation
        );
        await commits.RemoveOver(
            Rows,
            db => db.Ceremonies.Where(c => c.ExpiresAt < now).OrderBy(c => c.ExpiresAt),
            cancellation
        );
        await commits.RemoveOver(
            Rows,
            db =>
                db.Across<InvitationRow>()
                    .Where(i => i.ExpiresAt < invitations)
                    .OrderBy(i => i.ExpiresAt),
            cancellation
        );
    }
}
