using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Triggers;

/// <summary>
/// After a restore nobody knows which of the waiting events were issued since the backup was made. None is issued by itself;
/// their drafts stay, for somebody to issue.
/// </summary>
internal sealed class CancelWaiting(TimeProvider clock) : IRestored
{
    public const string Reason = "RESTORED";

    public string What =>
        "events of triggers that were waiting: their drafts stay, and are issued when somebody does";

    public Task Run(Unit unit)
    {
        var now = clock.GetUtcNow();
        return unit
            .Db.Across<TriggerEventRow>()
            .Where(e => e.DueAt != null)
            .ExecuteUpdateAsync(set =>
                set.SetProperty(e => e.State, EventState.Cancelled)
                    .SetProperty(e => e.Reason, Reason)
                    .SetProperty(e => e.DueAt, (DateTimeOffset?)null)
                    .SetProperty(e => e.EndedAt, now)
                    .SetProperty(e => e.Version, e => e.Version + 1)
            );
    }
}
