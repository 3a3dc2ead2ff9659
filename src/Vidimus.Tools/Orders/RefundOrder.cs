using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Orders;

/// <summary>Gives money back.</summary>
public sealed class RefundOrder : OrderTool
{
    /// <inheritdoc/>
    public override string Name => "refund";

    /// <inheritdoc/>
    public override string Title => "Refund an order";

    /// <inheritdoc/>
    public override string Description =>
        "Gives back the price of an order, or a part of it, within 30 days of the order. It moves money and cannot be undone, and an order that is refunded in full ends: confirm order and amount with the user first. "
        + "The same order and amount name the same refund, so that a repeated call gives nothing back twice. "
        + "An organization's rules can require a person's approval; the same call with the approvalId is carried out once it is granted.";

    /// <inheritdoc/>
    public override string Scope => "orders:submit";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Ends;

    /// <inheritdoc/>
    public override bool Idempotent => true;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            JobId,
            (
                "amountCents",
                Shape
                    .Whole(
                        "How much, in cents; all that is left of the price when left out.",
                        1,
                        int.MaxValue
                    )
                    .Like(1000)
            ),
            Parts.IdempotencyKey,
            Parts.ApprovalId
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            ("refundId", Shape.Said("The refund.").Needed()),
            ("jobId", Shape.Said("The order.").Needed()),
            ("amountCents", Shape.Count("How much, in cents.").Needed()),
            ("currency", Shape.Said("What it is in.").Needed()),
            (
                "status",
                Shape.Word("How far it is.", "pending", "succeeded", "failed", "void").Needed()
            ),
            ("createdAt", Shape.Time("When it was asked for.").Needed()),
            ("jobStatus", Status.Needed()),
            (
                "refundedCents",
                Shape.Count("What was given back of the order altogether, in cents.").Needed()
            )
        );

    private protected override Task<JsonObject> Ask(
        Given given,
        VerdacertCalls api,
        CancellationToken cancellation
    ) => api.Refund(given.Needed("jobId"), given.Whole("amountCents"), given.Key, cancellation);
}
