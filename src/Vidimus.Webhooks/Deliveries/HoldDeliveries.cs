using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// After a restore nobody knows which of the pending deliveries went out since the backup was made. They are held until
/// somebody asks for them to be sent again, and removed like all that ended when nobody does; what happens from now on is told as always.
/// </summary>
internal sealed class HoldDeliveries(TimeProvider clock) : IRestored
{
    public string What =>
        "pending webhook deliveries: they are held until they are asked for, by resending one or recovering a stretch of time";

    public Task Run(Unit unit)
    {
        var now = clock.GetUtcNow();
        return unit
            .Db.Across<DeliveryRow>()
            .Where(d => d.NextAt != null)
            .ExecuteUpdateAsync(set =>
                set.SetProperty(d => d.State, "held")
                    .SetProperty(d => d.NextAt, (DateTimeOffset?)null)
                    .SetProperty(d => d.EndedAt, now)
                    .SetProperty(d => d.Lease, 0)
            );
    }
}
