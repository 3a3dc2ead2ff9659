using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Access.Audit;

/// <summary>Facts get into their chains. A minute late is worth a look; the server's work goes on meanwhile.</summary>
internal sealed class AuditProbe(IDbContextFactory<VidimusDb> databases, TimeProvider clock)
    : IHealthProbe
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    public string Name => "audit";

    public string Hint =>
        "Facts are not being sealed: no node has done so for a minute. See the servers' logs for access.audit.seal.";

    public string Otherwise => "degraded";

    public async Task<bool> IsWell(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var oldest = await db.Across<FactRow>()
            .AsNoTracking()
            .Where(f => f.Number == null)
            .OrderBy(f => f.Id)
            .Select(f => (DateTimeOffset?)f.At)
            .FirstOrDefaultAsync(cancellation);
        return oldest is not { } at || clock.GetUtcNow() - at < Late;
    }
}
