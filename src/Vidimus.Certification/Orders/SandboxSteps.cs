using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>
/// Writes down the steps of a test order that its age has brought, each with its event, in their order: whoever sees them first
/// does, in one change. Who sees nothing new writes and locks nothing.
/// </summary>
internal sealed class SandboxSteps(
    VidimusDb db,
    Writes writes,
    DatabaseClock time,
    RunningSteps running
)
{
    /// <summary>The order, not watched by the context, as it is at this moment.</summary>
    public async Task<Result<OrderRow>> Read(string id, CancellationToken cancellation)
    {
        while (true)
        {
            var order = await db
                .Orders.AsNoTracking()
                .SingleOrDefaultAsync(o => o.Id == id, cancellation);
            if (order is null)
                return CertificationProblems.OrderNotFound;
            if (order.Mode != "test" || !OrderStates.IsOpen(order.State))
                return order;
            if (SandboxClock.Due(order, await time.Now(db, cancellation)).Count == 0)
                return order;
            // The others wait for the first and read what it wrote; if it could not, the next one tries.
            var name = (order.OrganizationId, order.Id);
            if (await running.Once(name, () => Write(id)) is { } refused)
                return refused;
        }
    }

    private async Task<Problem?> Write(string id) =>
        (
            await writes.Commit<bool>(
                async unit =>
                {
                    if (await unit.Db.Orders.SingleOrDefaultAsync(o => o.Id == id) is not { } order)
                        return CertificationProblems.OrderNotFound;
                    var now = await time.Now(unit.Db, CancellationToken.None);
                    foreach (var (state, at) in SandboxClock.Due(order, now))
                        OrderSteps.Move(unit, order, state, at);
                    return true;
                },
                CancellationToken.None
            )
        ).Problem;
}

/// <summary>Work on one order that many ask for at once and one of them does, on this node; between nodes its change decides.</summary>
internal sealed class RunningSteps
{
    private readonly ConcurrentDictionary<
        (string OrganizationId, string OrderId),
        Lazy<Task<Problem?>>
    > _running = new();

    /// <summary>Does it, or waits for the one who does. Answers a refusal of one's own only: another's may be about who asked.</summary>
    public async Task<Problem?> Once((string, string) name, Func<Task<Problem?>> work)
    {
        var mine = new Lazy<Task<Problem?>>(work);
        var first = _running.GetOrAdd(name, mine);
        try
        {
            var refused = await first.Value;
            return ReferenceEquals(first, mine) ? refused : null;
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(name, first));
        }
    }
}
