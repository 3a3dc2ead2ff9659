using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Replays;

/// <summary>Puts events up for delivery that were put up before, or should have been. What is on its way stays on its way.</summary>
internal sealed class PutUp(Matching matching, DatabaseClock databaseClock)
{
    /// <summary>Those of these facts that a recovery is about; answers how many were put up.</summary>
    public async Task<long> Again(Unit unit, ReplayRow replay, IReadOnlyList<FactRow> facts)
    {
        var endpoint = await Lock(unit, replay.EndpointId);
        if (endpoint is null || Sending.Refuses(endpoint) is not null)
            return 0;
        FactRow[] wanted =
        [
            .. facts.Where(f =>
                matching.Matches(endpoint, f) && matching.Names(replay.Events, f.Kind)
            ),
        ];
        if (wanted.Length == 0)
            return 0;
        var now = await databaseClock.Now(unit.Db, CancellationToken.None);
        string[] ids = [.. wanted.Select(f => EventIds.Of(f.Id))];
        var rows = unit.Db.Deliveries.Where(d =>
            d.EndpointId == endpoint.Id && ids.Contains(d.EventId)
        );
        var known = await rows.Select(d => d.EventId).ToHashSetAsync();
        var count = 0;
        if (replay.Which != "failed")
        {
            DeliveryRow[] missing =
            [
                .. wanted
                    .Where(f => !known.Contains(EventIds.Of(f.Id)))
                    .Select(f => Fresh(endpoint, f, now)),
            ];
            // Somebody may send one of them again at this moment: this unit is then run again and finds it.
            unit.AddMany(missing);
            count = missing.Length;
        }
        return count + await Rearm(rows, replay.Which, now);
    }

    /// <summary>The endpoint, which nobody disables or deletes before this unit ends.</summary>
    public static async Task<EndpointRow?> Lock(Unit unit, string id) =>
        await unit.Db.WebhookEndpoints.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id)
            is { } read
            ? await unit.Lock(read)
            : null;

    public static DeliveryRow Fresh(EndpointRow endpoint, FactRow fact, DateTimeOffset now) =>
        new()
        {
            OrganizationId = endpoint.OrganizationId,
            EndpointId = endpoint.Id,
            EventId = EventIds.Of(fact.Id),
            Mode = endpoint.Mode,
            Kind = fact.Kind,
            ResourceId = fact.ResourceId,
            CreatedAt = now,
            State = "pending",
            NextAt = now,
            Attempts = 0,
            Tries = 0,
            Lease = 0,
        };

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
