using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Deliveries;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>
/// Ends endpoints that nobody will end: those of keys that have ended, and those that were paused and forgotten. Each is
/// looked at again in the change that ends it; one that cannot be ended is not in the way of the others.
/// </summary>
internal sealed partial class EndpointJanitor(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    DatabaseClock time,
    WebhookOptions options,
    TimeProvider clock,
    ILogger<EndpointJanitor> log
) : PeriodicWork(TimeSpan.FromMinutes(5), clock, log)
{
    private const int MostInARound = 500;

    /// <summary>What is said of a key's end comes a little later than the end.</summary>
    private static readonly TimeSpan AfterTheEnd = TimeSpan.FromHours(1);

    /// <summary>An order may be given back for 30 days, and its end is told as well, also after the key that ordered has ended.</summary>
    private static readonly TimeSpan LifeOfOrders = TimeSpan.FromDays(31);

    /// <summary>No order is worked on for longer than this.</summary>
    private static readonly TimeSpan LongestOrder = TimeSpan.FromDays(180);

    private static readonly string[] EndsOfOrders =
    [
        "order.delivered",
        "order.failed",
        "order.cancelled",
        "order.refunded",
    ];

    protected override async Task Round(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = await time.Now(db, cancellation);
        var all = db.Across<EndpointRow>();
        foreach (var found in await Some(OfEndedKeys(db, all, now), cancellation))
            await Try(found, unit => End(unit, found.Id), cancellation);
        foreach (var found in await Some(OfOrdersThatAreOver(db, all, now), cancellation))
            await Try(found, unit => EndOfOrder(unit, found.Id), cancellation);
        foreach (var found in await Some(Forgotten(all, now), cancellation))
            await Try(found, unit => Disable(unit, found.Id), cancellation);
        await commits.Keep("webhooks.deliveries", unit => RemoveEmpty(unit.Db, now), cancellation);
    }

    private static IQueryable<EndpointRow> OfEndedKeys(
        VidimusDb db,
        IQueryable<EndpointRow> all,
        DateTimeOffset now
    )
    {
        var ended = db.EndedKeys(now - AfterTheEnd);
        // Who replaces a key by minting another and revoking it still waits for what the old one ordered.
        var endedLong = db.EndedKeys(now - LifeOfOrders);
        return WithNothingToSend(db, all)
            .Where(e =>
                e.About == ""
                && ended.Any(k => k.OrganizationId == e.OrganizationId && k.Id == e.KeyId)
                && (
                    e.Surface != KeyWebhook.Surface
                    || endedLong.Any(k => k.OrganizationId == e.OrganizationId && k.Id == e.KeyId)
                )
                // What came with orders is signed with its secrets.
                && !db.Set<EndpointRow>()
                    .Any(o =>
                        o.OrganizationId == e.OrganizationId
                        && o.SecretsOf == e.Id
                        && o.DeletedAt == null
                    )
            );
    }

    private static IQueryable<EndpointRow> OfOrdersThatAreOver(
        VidimusDb db,
        IQueryable<EndpointRow> all,
        DateTimeOffset now
    )
    {
        var (over, ever) = (now - LifeOfOrders, now - LongestOrder);
        return WithNothingToSend(db, all)
            .Where(e =>
                e.About != ""
                && e.CreatedAt < over
                && (
                    e.CreatedAt < ever
                    || db.Set<FactRow>()
                        .Any(f =>
                            f.OrganizationId == e.OrganizationId
                            && f.ResourceId == e.About
                            && EndsOfOrders.Contains(f.Kind)
                        )
                )
            );
    }

    private static IQueryable<EndpointRow> WithNothingToSend(
        VidimusDb db,
        IQueryable<EndpointRow> all
    ) =>
        all.Where(e =>
            e.DeletedAt == null
            && !db.Set<DeliveryRow>()
                .Any(d =>
                    d.OrganizationId == e.OrganizationId && d.EndpointId == e.Id && d.NextAt != null
                )
        );

    private IQueryable<EndpointRow> Forgotten(IQueryable<EndpointRow> all, DateTimeOffset now)
    {
        var until = now.AddDays(-options.PausedDays);
        return all.Where(e =>
            e.DeletedAt == null && e.State == EndpointStates.Paused && e.UpdatedAt < until
        );
    }

    // By chance: those that cannot be ended do not fill every round.
    private static Task<List<EndpointRow>> Some(
        IQueryable<EndpointRow> found,
        CancellationToken cancellation
    ) =>
        found
            .AsNoTracking()
            .OrderBy(_ => EF.Functions.Random())
            .Take(MostInARound)
            .ToListAsync(cancellation);

    private async Task Try(
        EndpointRow found,
        Func<Unit, Task<Result<bool>>> end,
        CancellationToken cancellation
    )
    {
        var author = Author.Installation with
        {
            OrganizationId = found.OrganizationId,
            Mode = found.Mode,
        };
        try
        {
            await commits.Commit(author, end, cancellation);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            LogFailed(log, found.Id, e);
        }
    }

    private async Task<Result<bool>> End(Unit unit, string id)
    {
        var now = await time.Now(unit.Db, CancellationToken.None);
        var row = await OfEndedKeys(unit.Db, unit.Db.WebhookEndpoints, now)
            .SingleOrDefaultAsync(e => e.Id == id, CancellationToken.None);
        if (row is not null)
            await DeleteEndpoint.End(unit, row, "keyEnded", time);
        return true;
    }

    private async Task<Result<bool>> EndOfOrder(Unit unit, string id)
    {
        var now = await time.Now(unit.Db, CancellationToken.None);
        var row = await OfOrdersThatAreOver(unit.Db, unit.Db.WebhookEndpoints, now)
            .SingleOrDefaultAsync(e => e.Id == id, CancellationToken.None);
        if (row is not null)
            await DeleteEndpoint.End(unit, row, "orderOver", time);
        return true;
    }

    private async Task<Result<bool>> Disable(Unit unit, string id)
    {
        var now = await time.Now(unit.Db, CancellationToken.None);
        var row = await Forgotten(unit.Db.WebhookEndpoints, now)
            .SingleOrDefaultAsync(e => e.Id == id, CancellationToken.None);
        if (row is not null)
            await EndpointStates.Disable(unit, row, EndpointStates.Paused, now);
        return true;
    }

    /// <summary>
    /// Every event looks at all endpoints of its organization: deleted ones go with their deliveries. The newest stays for its
    /// number, which is given once.
    /// </summary>
    private static async Task RemoveEmpty(VidimusDb db, DateTimeOffset now)
    {
        var since = now.AddDays(-1);
        var all = db.Across<EndpointRow>();
        var empty = await all.Where(e =>
                e.DeletedAt < since
                && all.Any(n => n.OrganizationId == e.OrganizationId && n.Number > e.Number)
                && !db.Set<DeliveryRow>()
                    .Any(d => d.OrganizationId == e.OrganizationId && d.EndpointId == e.Id)
            )
            .OrderBy(e => e.DeletedAt)
            .Take(MostInARound)
            .Select(e => new { e.OrganizationId, e.Id })
            .ToListAsync(CancellationToken.None);
        foreach (var of in empty.GroupBy(e => e.OrganizationId))
        {
            string[] ids = [.. of.Select(e => e.Id)];
            await db.Across<EndpointRow>()
                .Where(e => e.OrganizationId == of.Key && ids.Contains(e.Id))
                .ExecuteDeleteAsync(CancellationToken.None);
        }
    }

    [LoggerMessage(1501, LogLevel.Error, "The webhook endpoint {Endpoint} could not be ended.")]
    private static partial void LogFailed(ILogger logger, string endpoint, Exception exception);
}
