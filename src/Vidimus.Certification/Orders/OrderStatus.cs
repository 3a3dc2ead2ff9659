using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>How far an order is.</summary>
internal sealed class OrderStatus
{
    public Task<Result<OrderProgress>> Run(string id, CancellationToken cancellation) =>
        throw new NotSupportedException($"{id}{cancellation}");
}
