using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Replays;

/// <summary>
/// Puts events up for delivery that were put up before, or should have been; which ones is what also decides when their facts
/// are stated. What is on its way stays on its way.
/// </summary>
internal sealed class PutUp(EventTypes types, DatabaseClock databaseClock)
{
    /// <summary>Those of these facts that a recovery is about; answers how many were put up.</summary>
    public async Task<long> Again(Unit unit, ReplayRow replay, IReadOnlyList<FactRow> facts)
    {
        var now = await databaseClock.Now(unit.Db, CancellationToken.None);
        string[] objects = [.. facts.Select(f => f.ResourceId).Distinct()];
        var listeners = await Listeners(unit.Db, objects, now);
        DeliveryRow[] wanted =
        [
            .. facts.SelectMany(f => Of(f, replay.EndpointId, listeners, replay.Events)),
        ];
        if (wanted.Length == 0)
            return 0;
        string[] ids = [.. wanted.Select(d => d.EventId)];
        var rows = unit.Db.Deliveries.Where(d =>
            d.EndpointId == replay.EndpointId && ids.Contains(d.EventId)
        );
        var known = await rows.Select(d => d.EventId).ToHashSetAsync();
        var again = await Rearm(rows, replay.Which, now);
        if (replay.Which == "failed")
            return again;
        DeliveryRow[] missing = [.. wanted.Where(d => !known.Contains(d.EventId))];
        // Somebody may send one of them again at this moment: this unit is then run again and finds it.
        unit.AddMany(missing);
        return again + missing.Length;
    }

    /// <summary>The delivery of this fact to the endpoint; null when the endpoint does not ask for it.</summary>
    public async Task<DeliveryRow?> Once(
        Unit unit,
        FactRow fact,
        string endpointId,
        DateTimeOffset now
    ) =>
        Of(fact, endpointId, await Listeners(unit.Db, [fact.ResourceId], now), "").FirstOrDefault();

    private IEnumerable<DeliveryRow> Of(
        FactRow fact,
        string endpointId,
        IReadOnlyList<FollowFacts.Listener> listeners,
        string events
    ) =>
        types.Find(fact.Kind) is { } type
        && (events.Length == 0 || EventPatterns.Match(events, type))
            ? FollowFacts.Receivers(fact, type, listeners).Where(d => d.EndpointId == endpointId)
            : [];

    private static async Task<IReadOnlyList<FollowFacts.Listener>> Listeners(
        VidimusDb db,
        string[] objects,
        DateTimeOffset now
    ) =>
        [
            .. (
                await db
                    .WebhookEndpoints.AsNoTracking()
                    .Where(e => e.DeletedAt == null && (e.About == "" || objects.Contains(e.About)))
                    .ToListAsync()
            ).Select(e => new FollowFacts.Listener(
                e.OrganizationId,
                e.Id,
                e.Mode,
                e.Url,
                e.Events,
                e.KeyId,
                e.ResourceId,
                e.State,
                e.DeletedAt,
                now
            )),
        ];

    private static Task<int> Rearm(IQueryable<DeliveryRow> rows, string which, DateTimeOffset now)
    {
        rows = which switch
        {
            "missing" => rows.Where(d => d.State == "cancelled"),
            "failed" => rows.Where(d =>
                d.State == "failed"
                || d.State == "cancelled"
                || d.State == "held"
                || (d.State == "pending" && d.Lease == 0 && d.Tries > 0 && d.NextAt > now)
            ),
            _ => rows.Where(d =>
                d.State != "pending" || (d.Lease == 0 && d.Tries > 0 && d.NextAt > now)
            ),
        };
        return rows.ExecuteUpdateAsync(set =>
            set.SetProperty(d => d.State, "pending")
                .SetProperty(d => d.NextAt, now)
                .SetProperty(d => d.Tries, 0)
                .SetProperty(d => d.Lease, 0L)
                .SetProperty(d => d.EndedAt, (DateTimeOffset?)null)
        );
    }
}
