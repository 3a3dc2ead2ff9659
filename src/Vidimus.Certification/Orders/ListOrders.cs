using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>Orders, newest first.</summary>
internal sealed class ListOrders
{
    public Task<Result<Page<Order>>> Run(OrderQuery query, CancellationToken cancellation) =>
        throw new NotSupportedException($"{query}{cancellation}");
}

/// <summary>What a list of orders is narrowed by, and which page of it.</summary>
internal sealed record OrderQuery(
    string? State = null,
    string? CreatedFrom = null,
    string? CreatedTo = null,
    string? Cursor = null,
    string? Limit = null
);
