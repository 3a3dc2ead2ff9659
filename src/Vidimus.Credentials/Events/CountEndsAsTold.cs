using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Events;

/// <summary>
/// After a restore nobody knows which ends of validity were told since the backup was made. Telling them again would be
/// under other ids, which no receiver knows for the same: what has ended by now passes for told.
/// </summary>
internal sealed class CountEndsAsTold(TimeProvider clock) : IRestored
{
    public string What =>
        "notices of credentials whose validity has ended by now: they pass for told, and no event is sent again";

    public Task Run(Unit unit)
    {
        var now = clock.GetUtcNow();
        return Expiry
            .Untold(unit.Db.Across<CredentialRow>(), now)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.ExpiryToldAt, c => c.ValidUntil));
    }
}
