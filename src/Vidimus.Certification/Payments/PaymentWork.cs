using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Payments;

/// <summary>
/// Finishes what requests began and did not end: refunds whose server died or whose payment service was away, and charges under way of which
/// no message came. One node at a time is at it; two would do no harm.
/// </summary>
internal sealed partial class PaymentWork(
    IDbContextFactory<VidimusDb> databases,
    Refunding refunding,
    SettleCharge settle,
    Leases leases,
    TimeProvider clock,
    ILogger<PaymentWork> log
)
    : LeasedWork(
        "certification.payments",
        TimeSpan.FromSeconds(15),
        TimeSpan.FromSeconds(5),
        leases,
        clock,
        log
    )
{
    private const int AtOnce = 20;
    private const int MostUnderWay = 1000;

    /// <summary>How long a message of the payment service is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(15);

    private readonly TimeProvider _clock = clock;
    private readonly Dictionary<string, DateTimeOffset> _looked = new(StringComparer.Ordinal);

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = _clock.GetUtcNow();
        var refunds = await db.Across<RefundRow>()
            .AsNoTracking()
            .Where(r => r.NextAt <= now)
            .OrderBy(r => r.NextAt)
            .Take(AtOnce)
            .ToListAsync(cancellation);
        await Task.WhenAll(
            refunds.Select(r =>
                Try(r.Id, () => refunding.Finish(r.OrganizationId, r.Mode, r.Id, cancellation))
            )
        );
        await Charges(db, now, cancellation);
        return refunds.Count == AtOnce;
    }

    private async Task Charges(VidimusDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var until = now - Patience;
        var orders = await db.Across<OrderRow>()
            .AsNoTracking()
            .Where(o =>
                o.PaymentReference != null
                && o.State == OrderStates.Created
                && o.Mode == "live"
                && o.StateAt <= until
            )
            .OrderBy(o => o.StateAt)
            .Take(MostUnderWay)
            .ToListAsync(cancellation);
        foreach (var gone in _looked.Keys.Except(orders.Select(o => o.Id)).ToList())
            _looked.Remove(gone);
        var due = orders
            .Where(o => !_looked.TryGetValue(o.Id, out var at) || at + BetweenLooks <= now)
            .Take(AtOnce)
            .ToList();
        foreach (var order in due)
            _looked[order.Id] = now;
        await Task.WhenAll(due.Select(o => Try(o.Id, () => settle.Run(o, cancellation))));
    }

    private async Task Try(string id, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            LogFailed(log, id, e);
        }
    }

    [LoggerMessage(7004, LogLevel.Error, "Finishing {Id} failed; it is tried again.")]
    private static partial void LogFailed(ILogger logger, string id, Exception exception);
}
