using System.Text.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>An order to be submitted.</summary>
/// <param name="QuoteId">The quote, <c>q_…</c>.</param>
/// <param name="EchoedInput">What was quoted, repeated.</param>
/// <param name="Documents">The documents, in their order: 1 to 20.</param>
/// <param name="Draft">The customer's own translation, where it is to be reviewed and certified.</param>
/// <param name="IdempotencyKey">8 to 128 characters that name this order for its submitter; repeated, it is the same order.</param>
/// <param name="WebhookUrl">Where this order's events go, instead of the key's own address.</param>
public sealed record SubmitOrderRequest(
    string? QuoteId = null,
    JsonElement? EchoedInput = null,
    IReadOnlyList<DocumentInput>? Documents = null,
    DocumentInput? Draft = null,
    string? IdempotencyKey = null,
    string? WebhookUrl = null
);

/// <summary>A document: where it is fetched, or which of those uploaded before.</summary>
/// <param name="Url">A public or signed address.</param>
/// <param name="Name">What the file is called.</param>
/// <param name="DocumentId">A document uploaded before, <c>doc_…</c>.</param>
public sealed record DocumentInput(
    string? Url = null,
    string? Name = null,
    string? DocumentId = null
);

/// <summary>An order that was submitted.</summary>
/// <param name="Order">The order as it is now.</param>
/// <param name="Repeated">True when it was submitted before under the same idempotency key.</param>
internal sealed record SubmittedOrder(Order Order, bool Repeated);

internal sealed class SubmitOrder
{
    /// <summary>Submits; <paramref name="surface"/> is <c>native</c> or <c>verdacert</c>.</summary>
    public Task<Result<SubmittedOrder>> Run(
        SubmitOrderRequest request,
        string surface,
        CancellationToken cancellation
    ) => throw new NotSupportedException($"{request} {surface} {cancellation}");
}
