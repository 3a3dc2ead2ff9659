using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments;

internal sealed class CancelOrder
{
    /// <summary>Calls an order off while nobody has begun to review it, and gives its price back.</summary>
    public Task<Result<CancelledOrder>> Run(string orderId, CancellationToken cancellation) =>
        throw new NotSupportedException($"{orderId} {cancellation}");
}
