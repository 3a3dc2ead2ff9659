using Microsoft.EntityFrameworkCore;
using Vidimus.Certification.Certificates;
using Vidimus.Certification.Documents;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>
/// Sees that an order's result is there, and that it is delivered from now on: once, whoever asks and however many at once.
/// In the sandbox the certificate is made for the first who asks.
/// </summary>
internal sealed class DeliverOrder(
    VidimusDb db,
    Writes writes,
    SandboxSteps steps,
    RunningSteps running,
    Certifier certifier,
    DatabaseClock time
)
{
    // A person who is none: test certificates are real ones in form, and certify nothing.
    private static readonly Signer OfSandbox = new(
        "Ada Example",
        "Sandbox reviewer, without real credentials"
    );

    /// <summary>The order, with its certificate; a refusal where there is no result, or none yet.</summary>
    public async Task<Result<OrderRow>> Run(string id, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await steps.Read(id, cancellation);
            if (read.Problem is { } missing)
                return missing;
            var order = read.Value!;
            if (order.ReadyAt is null)
                return NotReady(order);
            if (order is { CertificateId: not null, State: not OrderStates.Ready })
                return order;
            // The others wait for the first and read what it wrote; if it could not, the next one tries.
            var name = (order.OrganizationId, order.Id);
            if (await running.Once(name, () => Deliver(order)) is { } refused)
                return refused;
        }
    }

    private static Problem NotReady(OrderRow order) =>
        OrderStates.IsOpen(order.State)
            ? new(CertificationProblems.ResultNotReady)
            : CertificationProblems.NoResult.With(
                $"The order is {order.State}; it has no result and will have none."
            );

    // Goes on when the one who asked first goes away: others wait for it.
    private async Task<Problem?> Deliver(OrderRow order)
    {
        MadeCertificate? made = null;
        if (order.CertificateId is null)
        {
            var certified = await Certify(order);
            if (certified.Problem is { } refused)
                return refused;
            made = certified.Value;
        }
        return (
            await writes.Commit<bool>(unit => Write(unit, order.Id, made), CancellationToken.None)
        ).Problem;
    }

    private async Task<Result<bool>> Write(Unit unit, string id, MadeCertificate? made)
    {
        if (await unit.Db.Orders.SingleOrDefaultAsync(o => o.Id == id) is not { } order)
            return CertificationProblems.OrderNotFound;
        if (order.CertificateId is null)
        {
            if (made is null)
                return PlatformProblems.Conflict;
            if (await certifier.Put(unit, order, made) is { } refused)
                return refused;
            order.Version++;
        }
        if (order.State == OrderStates.Ready)
            OrderSteps.Move(
                unit,
                order,
                OrderStates.Delivered,
                await time.Now(unit.Db, CancellationToken.None)
            );
        return true;
    }

    private async Task<Result<MadeCertificate>> Certify(OrderRow order)
    {
        // A live order is ready by being certified.
        if (order.Mode != "test")
            throw new InvalidOperationException($"{order.Id} is ready without a certificate.");
        var sources = await db
            .Documents.AsNoTracking()
            .Where(d => d.OrderId == order.Id && d.Kind == "source")
            .OrderBy(d => d.Position)
            .ToListAsync();
        return await certifier.Make(order, sources, null, OfSandbox, CancellationToken.None);
    }
}
