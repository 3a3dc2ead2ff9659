using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>One order.</summary>
internal sealed class GetOrder
{
    public Task<Result<Order>> Run(string id, CancellationToken cancellation) =>
        throw new NotSupportedException($"{id}{cancellation}");
}
