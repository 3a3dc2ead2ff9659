using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Orders;

/// <summary>Shows how far an order is.</summary>
public sealed class GetStatus : OrderTool
{
    /// <inheritdoc/>
    public override string Name => "get_status";

    /// <inheritdoc/>
    public override string Title => "Get an order's status";

    /// <inheritdoc/>
    public override string Description =>
        "Shows how far an order is: created, paid, processing or reviewing_draft, in_review, ready, delivered, or failed, cancelled, refunded. "
        + "From ready on get_result has the result. Asking every 15 seconds is often enough in the sandbox, where an order is ready after 90 or 120 seconds; "
        + "a live one takes the hours that were quoted, so rather come back later.";

    /// <inheritdoc/>
    public override string Scope => "orders:read";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Read;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } = Shape.Arguments(JobId);

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            ("jobId", Shape.Said("The order.").Needed()),
            ("status", Status.Needed()),
            ("isSandbox", Shape.Flag("Whether it is a test.").Needed()),
            ("updatedAt", Shape.Time("Since when it is that far.").Needed()),
            ("createdAt", Shape.Time("When it was ordered.").Needed()),
            ("promisedDeliveryAt", Shape.Time("When the result was promised.").Needed())
        );

    private protected override Task<JsonObject> Ask(
        Given given,
        VerdacertCalls api,
        CancellationToken cancellation
    ) => api.Status(given.Needed("jobId"), cancellation);
}
