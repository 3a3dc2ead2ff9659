using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>The result of an order, from when it is ready.</summary>
internal sealed class OrderResult
{
    public Task<Result<OrderResultView>> Run(string id, CancellationToken cancellation) =>
        throw new NotSupportedException($"{id}{cancellation}");
}
