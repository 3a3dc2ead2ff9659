using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// This machine's clock agrees with the database's. A node that is further off than what access tokens tolerate would
/// refuse other nodes' tokens and end keys too early or too late, so it is not well.
/// </summary>
internal sealed class ClockProbe(IDbContextFactory<VidimusDb> databases, TimeProvider clock)
    : IHealthProbe
{
    public static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(30);

    public string Name => "clock";

    public string Hint =>
        "This machine's clock and the database's are more than 30 seconds apart: set them by NTP.";

    public async Task<bool> IsWell(CancellationToken cancellation)
    {
        // A clock that a test moves is meant to be off.
        if (clock != TimeProvider.System)
            return true;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var before = clock.GetUtcNow();
        var theirs = await new DatabaseClock(clock).Now(db, cancellation);
        return theirs > before - Tolerated && theirs < clock.GetUtcNow() + Tolerated;
    }
}
