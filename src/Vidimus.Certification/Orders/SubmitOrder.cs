using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Certification.Orders.Submitting;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.People;

namespace Vidimus.Certification.Orders;

/// <summary>An order to be submitted.</summary>
/// <param name="QuoteId">The quote, <c>q_…</c>.</param>
/// <param name="EchoedInput">What was quoted, repeated; checked where it is given.</param>
/// <param name="Documents">The documents, in their order: 1 to 20.</param>
/// <param name="Draft">The customer's own translation, where it is to be reviewed and certified.</param>
/// <param name="IdempotencyKey">8 to 128 characters that name this order for its submitter; repeated, it is the same order.</param>
/// <param name="WebhookUrl">Where this order's events go, instead of the key's own address.</param>
/// <param name="Recipient">
/// Who answers for the order: a recipient of the organization, by exactly one of id, external id and e-mail address, whose
/// credentials the organization's gates look at. Needs the scope credentials:read as well. It is not kept with the order.
/// </param>
public sealed record SubmitOrderRequest(
    string? QuoteId = null,
    JsonElement? EchoedInput = null,
    IReadOnlyList<DocumentInput>? Documents = null,
    DocumentInput? Draft = null,
    string? IdempotencyKey = null,
    string? WebhookUrl = null,
    RecipientName? Recipient = null
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

/// <summary>
/// Submits an order, all or nothing: the quote is good, the documents are there, the cap has room, the charge is taken and the
/// order is written, or nothing of all that. Repeated under the same idempotency key it is the same order.
/// </summary>
internal sealed class SubmitOrder(
    CurrentCaller caller,
    CurrentAuthor author,
    RunningSubmissions running,
    FindSubmitted submitted,
    PrepareSubmission prepare,
    PlaceOrder place,
    OrderGate gate
)
{
    /// <summary>Why routes that submit look at no key in a header.</summary>
    public const string OnceByItself =
        "the idempotencyKey in its body makes it once, for as long as the order is kept; it survives a death between charge and order, which a first answer kept for a day does not";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/orders",
                async Task<IResult> (HttpContext http, SubmitOrder submit) =>
                {
                    var body = await http.ReadJson<SubmitOrderRequest>();
                    if (body.Problem is { } refused)
                        return new Refusal(refused);
                    var done = await submit.Run(body.Value!, "native", http.RequestAborted);
                    if (done.Problem is { } problem)
                        return new Refusal(problem);
                    Mark(http, done.Value!);
                    return Written.Json(201, done.Value!.Order);
                }
            )
            .Needs(Scopes.OrdersSubmit)
            .Repeatable(OnceByItself)
            .RepeatedByBody()
            .Accepts<SubmitOrderRequest>("application/json")
            .Produces<Order>(201)
            .WithTags("Orders")
            .WithSummary("Submit an order")
            .WithName("submitOrder");

    /// <summary>Says of an answer that it repeats an earlier submission.</summary>
    public static void Mark(HttpContext http, SubmittedOrder done)
    {
        if (done.Repeated)
            http.Response.Headers["Idempotency-Replayed"] = "true";
    }

    /// <summary>Submits; <paramref name="surface"/> is <c>native</c> or <c>verdacert</c>.</summary>
    public async Task<Result<SubmittedOrder>> Run(
        SubmitOrderRequest request,
        string surface,
        CancellationToken cancellation
    )
    {
        var read = SubmissionInput.Read(request, surface, caller.Value, author.Value!);
        if (read.Problem is { } wrong)
            return wrong;
        var input = read.Value!;
        var alone = running.EnterAlone(input.Name);
        // Behind a twin: what is known of it is told now, instead of when it is done.
        if (alone is null && await submitted.Find(input, cancellation) is { } before)
            return before;
        using var turn = alone ?? await running.Enter(input.Name, cancellation);
        if (turn is null)
            return FindSubmitted.InProgress();
        // A twin that had its turn before has left its order.
        if (await submitted.Find(input, cancellation) is { } first)
            return first;
        var prepared = await prepare.Run(input, cancellation);
        if (prepared.Problem is { } refused)
            return refused;
        var placed = await place.Run(prepared.Value!, cancellation);
        return placed.Problem is { } closed ? await gate.OrApproval(closed, cancellation) : placed;
    }
}
