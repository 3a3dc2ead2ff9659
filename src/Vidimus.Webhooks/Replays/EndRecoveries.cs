using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Webhooks.Replays;

/// <summary>
/// A recovery that ran when the backup was made would go on by itself and send what may have been sent since: it ends with the
/// restore, and whoever asked for it asks again.
/// </summary>
internal sealed class EndRecoveries(TimeProvider clock) : IRestored
{
    public string What => "running recoveries of webhook events: they are to be asked for again";

    public Task Run(Unit unit)
    {
        var now = clock.GetUtcNow();
        return unit
            .Db.Across<ReplayRow>()
            .Where(r => r.EndedAt == null)
            .ExecuteUpdateAsync(set =>
                set.SetProperty(r => r.State, "cancelled")
                    .SetProperty(r => r.EndedAt, now)
                    .SetProperty(r => r.RunningFor, (string?)null)
                    .SetProperty(r => r.Version, r => r.Version + 1)
            );
    }
}
