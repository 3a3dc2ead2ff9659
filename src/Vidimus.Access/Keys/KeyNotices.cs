using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Keys;

/// <summary>
/// States that a key will end (14, 7 and 1 days before) and that it has ended, each once. The row says which notice was
/// given last, and giving one changes the row in the same unit: of several nodes one gives it. After a pause of the
/// server only the notice that still holds is given, not those it missed.
/// </summary>
internal sealed class KeyNotices(
    IDbContextFactory<VidimusDb> databases,
    DatabaseClock time,
    Commits commits,
    TimeProvider clock,
    ILogger<KeyNotices> log
) : PeriodicWork(TimeSpan.FromMinutes(1), clock, log)
{
    public const int FirstDays = 14;
    private const int AtOnce = 200;

    private static readonly int[] Days = [FirstDays, 7, 1];

    /// <summary>Nobody needs to hear that a key ended long ago; it bounds what each round looks at.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromDays(30);

    /// <summary>
    /// The notice whose time has come: 14, 7, 1, or 0 for the end itself; null before the first. A key that is given its
    /// end now starts from here: nobody is told of a time that was past when the end was set.
    /// </summary>
    public static int? PassedAt(DateTimeOffset now, DateTimeOffset? end)
    {
        if (end is not { } at)
            return null;
        if (at <= now)
            return 0;
        foreach (var days in Days.Reverse())
        {
            if (at.AddDays(-days) <= now)
                return days;
        }
        return null;
    }

    protected override async Task Round(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        for (var after = ""; ; )
        {
            var now = await time.Now(db, cancellation);
            var (from, to) = (now - Late, now.AddDays(FirstDays));
            var found = await db.Across<KeyRow>()
                .Where(k =>
                    k.ExpiresAt > from
                    && k.ExpiresAt <= to
                    && k.RevokedAt == null
                    && (k.NoticeDays == null || k.NoticeDays > 0)
                    && string.Compare(k.Id, after) > 0
                )
                .OrderBy(k => k.Id)
                .Take(AtOnce)
                .Select(k => new
                {
                    k.OrganizationId,
                    k.Id,
                    k.Mode,
                    k.ExpiresAt,
                    k.NoticeDays,
                })
                .ToListAsync(cancellation);
            await Task.WhenAll(
                found
                    .Where(k => IsDue(k.NoticeDays, now, k.ExpiresAt))
                    .Select(k => Give(k.OrganizationId, k.Id, k.Mode, cancellation))
            );
            if (found.Count < AtOnce)
                return;
            after = found[^1].Id;
        }
    }

    private static bool IsDue(int? given, DateTimeOffset now, DateTimeOffset? end) =>
        PassedAt(now, end) is { } passed && !(given <= passed);

    private async Task Give(
        string organization,
        string id,
        string mode,
        CancellationToken cancellation
    )
    {
        await commits.Commit<bool>(
            Author.Installation with
            {
                OrganizationId = organization,
                Mode = mode,
            },
            async unit =>
            {
                var key = await unit.Db.Keys.SingleOrDefaultAsync(k => k.Id == id);
                var now = await time.Now(unit.Db, CancellationToken.None);
                if (
                    key is not { RevokedAt: null, ExpiresAt: { } end }
                    || !IsDue(key.NoticeDays, now, end)
                )
                    return false;
                key.NoticeDays = PassedAt(now, end);
                key.Version++;
                unit.State(
                    key.NoticeDays == 0
                        ? new SimpleFact("key.expired", id, ("expiresAt", Times.Format(end)))
                        : new KeyExpiring(id, key.NoticeDays!.Value, end)
                );
                return true;
            },
            cancellation
        );
    }
}
