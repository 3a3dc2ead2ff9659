using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Triggers;

/// <summary>
/// Removes what became of events once it is old, and all that is left of deleted triggers; a bounded number of rows in each
/// transaction, so that no change waits long behind it.
/// </summary>
internal sealed class TriggerJanitor(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    TriggerOptions options,
    TimeProvider clock,
    ILogger<TriggerJanitor> log
) : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    private const int TriggersAtATime = 100;
    private const int RowsAtATime = 1000;
    private const int MostTimes = 50;
    private readonly TimeProvider _clock = clock;

    private sealed record Place(string OrganizationId, string TriggerId);

    protected override async Task Round(CancellationToken cancellation)
    {
        var until = _clock.GetUtcNow().AddDays(-options.KeepDays);
        await Repeat(db => Old(db, until), cancellation);
        foreach (var place in await Deleted(cancellation))
            await Repeat(db => Remains(db, place), cancellation);
    }

    private async Task<List<Place>> Deleted(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Across<TriggerRow>()
            .Where(t => t.DeletedAt != null)
            .OrderBy(t => t.DeletedAt)
            .Select(t => new Place(t.OrganizationId, t.Id))
            .Take(TriggersAtATime)
            .ToListAsync(cancellation);
    }

    private async Task Repeat(
        Func<VidimusDb, Task<IReadOnlyList<object>>> rows,
        CancellationToken cancellation
    )
    {
        var removed = RowsAtATime;
        for (var i = 0; i < MostTimes && removed == RowsAtATime; i++)
            await commits.Keep(
                "credentials.upkeep",
                async unit =>
                {
                    var some = await rows(unit.Db);
                    unit.Db.RemoveRange(some);
                    removed = some.Count;
                },
                cancellation
            );
    }

    private static async Task<IReadOnlyList<object>> Old(VidimusDb db, DateTimeOffset until) =>
        await db.Across<TriggerEventRow>()
            .Where(e => e.EndedAt < until)
            .OrderBy(e => e.EndedAt)
            .Take(RowsAtATime)
            .ToListAsync();

    /// <summary>First the repeat keys, and the trigger itself once its events are gone by their age.</summary>
    private static async Task<IReadOnlyList<object>> Remains(VidimusDb db, Place place)
    {
        var (organization, id) = (place.OrganizationId, place.TriggerId);
        var repeats = await db.Across<TriggerRepeatRow>()
            .Where(r => r.OrganizationId == organization && r.TriggerId == id)
            .OrderBy(r => r.Digest)
            .Take(RowsAtATime)
            .ToListAsync();
        if (repeats.Count > 0)
            return repeats;
        if (
            await db.Across<TriggerEventRow>()
                .AnyAsync(e => e.OrganizationId == organization && e.TriggerId == id)
        )
            return [];
        return await db.Across<TriggerRow>()
            .Where(t => t.OrganizationId == organization && t.Id == id)
            .ToListAsync();
    }
}
