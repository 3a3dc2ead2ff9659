using Microsoft.EntityFrameworkCore;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Hands out contexts that have entered no tenant. They are pooled, and a pool gives a context back as its last user
/// left it: without this, forgetting to enter a tenant would show the last one's rows instead of none.
/// </summary>
internal sealed class CleanContexts(IDbContextFactory<VidimusDb> pool)
    : IDbContextFactory<VidimusDb>
{
    public VidimusDb CreateDbContext()
    {
        var db = pool.CreateDbContext();
        db.Leave();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.TrackAll;
        return db;
    }
}
