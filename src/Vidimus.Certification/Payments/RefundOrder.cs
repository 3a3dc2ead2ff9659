using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments;

internal sealed class RefundOrder
{
    /// <summary>Refunds an order of the caller's organization; the same refund again for the same caller, order and amount.</summary>
    public Task<Result<Refund>> Run(
        string orderId,
        RefundRequest request,
        CancellationToken cancellation
    ) => throw new NotSupportedException($"{orderId} {request} {cancellation}");
}
