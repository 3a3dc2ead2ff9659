using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Events;

/// <summary>
/// States once for each credential that its validity has ended. The row says that it was told, and is marked in the unit
/// that states it, under the lease: whichever node does it and wherever it stops, each is told exactly once.
/// </summary>
internal sealed partial class Expiry(
    IDbContextFactory<VidimusDb> databases,
    DatabaseClock time,
    Commits commits,
    Leases leases,
    TimeProvider clock,
    ILogger<Expiry> log
)
    : LeasedWork(
        "credentials.expiry",
        TimeSpan.FromSeconds(30),
        TimeSpan.FromSeconds(5),
        leases,
        clock,
        log
    )
{
    private const int AtOnce = 500;

    /// <summary>Where nothing was ever told, as after the upgrade that began it, nobody is told of what ended before this.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromDays(1);
    private readonly Leases _leases = leases;

    /// <summary>Whose could not be told just now: they are left out until the others are through.</summary>
    private readonly HashSet<string> _stuck = new(StringComparer.Ordinal);

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = await time.Now(db, cancellation);
        await Begin(db, lease, now - Late, cancellation);
        string[] stuck = [.. _stuck];
        var ended = await Untold(db.Across<CredentialRow>(), now)
            .Where(c => !stuck.Contains(c.OrganizationId))
            .OrderBy(c => c.ValidUntil)
            .Take(AtOnce)
            .Select(c => new
            {
                c.OrganizationId,
                c.Mode,
                c.Id,
            })
            .ToListAsync(cancellation);
        foreach (var some in ended.GroupBy(c => (c.OrganizationId, c.Mode)))
            await Try(lease, some.Key, [.. some.Select(c => c.Id)], now, cancellation);
        if (ended.Count < AtOnce)
            _stuck.Clear();
        return ended.Count == AtOnce;
    }

    private async Task Try(
        Lease lease,
        (string OrganizationId, string Mode) whose,
        string[] ids,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        try
        {
            await Tell(lease, whose, ids, now, cancellation);
        }
        catch (Exception e)
            when (e
                    is not (
                        OutOfMemoryException
                        or OperationCanceledException
                        or LeaseLostException
                    )
            )
        {
            _stuck.Add(whose.OrganizationId);
            LogFailed(log, whose.OrganizationId, e);
        }
    }

    /// <summary>Marks what ended long before the first telling as told. It states nothing: nothing happens.</summary>
    private async Task Begin(
        VidimusDb db,
        Lease lease,
        DateTimeOffset until,
        CancellationToken cancellation
    )
    {
        var all = db.Across<CredentialRow>();
        if (
            !await Untold(all, until).AnyAsync(cancellation)
            || await all.AnyAsync(c => c.ExpiryToldAt != null, cancellation)
        )
            return;
        // In one statement: of a part of them, the rest would pass for what ended since.
        await commits.Commit<bool>(
            Author.Installation,
            async unit =>
            {
                await _leases.Demand(unit, lease);
                await Untold(unit.Db.Across<CredentialRow>(), until)
                    .ExecuteUpdateAsync(set =>
                        set.SetProperty(c => c.ExpiryToldAt, c => c.ValidUntil)
                    );
                return true;
            },
            cancellation
        );
    }

    // As the index has it: with one condition less it would not be used.
    public static IQueryable<CredentialRow> Untold(
        IQueryable<CredentialRow> all,
        DateTimeOffset now
    ) =>
        all.Where(c =>
            c.ValidUntil != null
            && c.ValidUntil <= now
            && c.ExpiryToldAt == null
            && c.IssuedAt != null
            && c.RevokedAt == null
        );

    private Task Tell(
        Lease lease,
        (string OrganizationId, string Mode) whose,
        string[] ids,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        commits.Commit<bool>(
            Author.Installation with
            {
                OrganizationId = whose.OrganizationId,
                Mode = whose.Mode,
            },
            async unit =>
            {
                await _leases.Demand(unit, lease);
                var rows = await Untold(unit.Db.Credentials, now)
                    .Where(c => ids.Contains(c.Id))
                    .ToListAsync(CancellationToken.None);
                foreach (var row in rows)
                {
                    row.ExpiryToldAt = now;
                    unit.State(
                        new SimpleFact(
                            "credential.expired",
                            row.Id,
                            ("group", row.GroupId),
                            ("validUntil", Times.Format(row.ValidUntil!.Value))
                        )
                    );
                }
                return true;
            },
            cancellation
        );

    [LoggerMessage(
        2301,
        LogLevel.Error,
        "The ends of validity of organization {Organization} could not be told; they are tried again."
    )]
    private static partial void LogFailed(ILogger logger, string organization, Exception exception);
}
