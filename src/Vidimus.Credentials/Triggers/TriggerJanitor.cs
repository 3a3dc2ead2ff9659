using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Triggers;

/// <summary>
/// Removes what became of events once it is old, and all that is left of deleted triggers; a bounded number at a time, with
/// a fact for the organization whose rows they were.
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

    private sealed record Place(string OrganizationId, string Mode, string TriggerId);

    protected override async Task Round(CancellationToken cancellation)
    {
        var until = _clock.GetUtcNow().AddDays(-options.KeepDays);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var old = await db.Across<TriggerEventRow>()
            .Where(e => e.EndedAt < until)
            .Select(e => new Place(e.OrganizationId, e.Mode, e.TriggerId))
            .Distinct()
            .Take(TriggersAtATime)
            .ToListAsync(cancellation);
        foreach (var place in old)
            await Repeat(place, unit => Events(unit, place, until), cancellation);
        var deleted = await db.Across<TriggerRow>()
            .Where(t => t.DeletedAt != null)
            .Select(t => new Place(t.OrganizationId, t.Mode, t.Id))
            .Take(TriggersAtATime)
            .ToListAsync(cancellation);
        foreach (var place in deleted)
            await Repeat(place, unit => Remains(unit, place), cancellation);
    }

    private async Task Repeat(
        Place place,
        Func<Unit, Task<int>> remove,
        CancellationToken cancellation
    )
    {
        var removed = RowsAtATime;
        for (var i = 0; i < MostTimes && removed == RowsAtATime; i++)
        {
            var done = await commits.Commit<int>(
                TriggerEvents.Installation(place.OrganizationId, place.Mode, ""),
                async unit =>
                {
                    var count = await remove(unit);
                    if (count > 0)
                        unit.State(
                            new SimpleFact(
                                "trigger.events-removed",
                                place.TriggerId,
                                ("count", count.ToString(CultureInfo.InvariantCulture))
                            )
                        );
                    return count;
                },
                cancellation
            );
            removed = done.Value;
        }
    }

    private static async Task<int> Events(Unit unit, Place place, DateTimeOffset until)
    {
        var rows = await unit
            .Db.TriggerEvents.Where(e => e.TriggerId == place.TriggerId && e.EndedAt < until)
            .OrderBy(e => e.Id)
            .Take(RowsAtATime)
            .ToListAsync();
        unit.Db.RemoveRange(rows);
        return rows.Count;
    }

    /// <summary>First the repeat keys, and the trigger itself once its events are gone by their age.</summary>
    private static async Task<int> Remains(Unit unit, Place place)
    {
        var repeats = await unit
            .Db.TriggerRepeats.Where(r => r.TriggerId == place.TriggerId)
            .OrderBy(r => r.Digest)
            .Take(RowsAtATime)
            .ToListAsync();
        if (repeats.Count > 0)
        {
            unit.Db.RemoveRange(repeats);
            return repeats.Count;
        }
        if (await unit.Db.TriggerEvents.AnyAsync(e => e.TriggerId == place.TriggerId))
            return 0;
        if (
            await unit.Db.Triggers.SingleOrDefaultAsync(t => t.Id == place.TriggerId)
            is not { } trigger
        )
            return 0;
        unit.Db.Remove(trigger);
        return 1;
    }
}
