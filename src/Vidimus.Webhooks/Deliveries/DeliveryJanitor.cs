using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// Removes deliveries with nothing left to do and their attempts once they are old, a bounded number at a time. The facts
/// stay: what is asked for again is put up anew.
/// </summary>
internal sealed class DeliveryJanitor(
    Commits commits,
    DatabaseClock time,
    WebhookOptions options,
    TimeProvider clock,
    ILogger<DeliveryJanitor> log
) : PeriodicWork(TimeSpan.FromMinutes(5), clock, log)
{
    private const int RowsAtATime = 500;
    private const int MostTimes = 500;

    protected override async Task Round(CancellationToken cancellation)
    {
        var removed = RowsAtATime;
        for (var i = 0; i < MostTimes && removed == RowsAtATime; i++)
            await commits.Keep(
                "webhooks.deliveries",
                async unit => removed = await Remove(unit.Db),
                cancellation
            );
    }

    private async Task<int> Remove(VidimusDb db)
    {
        var until =
            await time.Now(db, CancellationToken.None) - TimeSpan.FromDays(options.KeepDays);
        var old = await db.Across<DeliveryRow>()
            .Where(d => d.EndedAt != null && d.EndedAt < until)
            .OrderBy(d => d.EndedAt)
            .Take(RowsAtATime)
            .Select(d => new
            {
                d.OrganizationId,
                d.EndpointId,
                d.EventId,
            })
            .ToListAsync();
        foreach (var of in old.GroupBy(d => (d.OrganizationId, d.EndpointId)))
        {
            var (organizationId, endpointId) = of.Key;
            string[] events = [.. of.Select(d => d.EventId)];
            await db.Across<AttemptRow>()
                .Where(a =>
                    a.OrganizationId == organizationId
                    && a.EndpointId == endpointId
                    && events.Contains(a.EventId)
                )
                .ExecuteDeleteAsync();
            await db.Across<DeliveryRow>()
                .Where(d =>
                    d.OrganizationId == organizationId
                    && d.EndpointId == endpointId
                    && events.Contains(d.EventId)
                    && d.EndedAt < until
                )
                .ExecuteDeleteAsync();
        }
        return old.Count;
    }
}
