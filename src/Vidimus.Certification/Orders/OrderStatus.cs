using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>How far an order is. In the sandbox, asking is what lets it go on.</summary>
internal sealed class OrderStatus(SandboxSteps steps)
{
    public async Task<Result<OrderProgress>> Run(string id, CancellationToken cancellation)
    {
        var order = await steps.Read(id, cancellation);
        return order.Problem is { } missing ? missing : OrderViews.Progress(order.Value!);
    }
}
