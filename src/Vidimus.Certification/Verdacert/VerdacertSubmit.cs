using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Verdacert;

/// <summary>An order that was submitted, as Verdacert's clients read it.</summary>
/// <param name="JobId">The order.</param>
/// <param name="Status">How far it is.</param>
/// <param name="IsSandbox">True for a sandbox key's.</param>
/// <param name="TotalCents">What it costs.</param>
/// <param name="Currency">In what, as ISO 4217 names it, in lower case.</param>
/// <param name="PromisedDeliveryAt">When the result was promised.</param>
/// <param name="CreatedAt">When it was ordered.</param>
public sealed record VerdacertJob(
    string JobId,
    string Status,
    bool IsSandbox,
    long TotalCents,
    string Currency,
    DateTimeOffset PromisedDeliveryAt,
    DateTimeOffset CreatedAt
);

/// <summary>Submits an order for Verdacert's clients.</summary>
internal static class VerdacertSubmit
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/submit", Run)
            .Needs(Scopes.OrdersSubmit)
            .Repeatable(SubmitOrder.OnceByItself)
            .RepeatedByBody()
            .Accepts<SubmitOrderRequest>("application/json")
            .Produces<VerdacertJob>()
            .WithTags(VerdacertBodies.Tag)
            .WithSummary("Submit an order (Verdacert form)")
            .WithName("verdacertSubmit");

    private static async Task<IResult> Run(HttpContext http, SubmitOrder submit)
    {
        var body = await http.ReadJson<SubmitOrderRequest>(VidimusJson.Tolerant);
        if (body.Problem is { } refused)
            return new Refusal(refused);
        // Our own form lets it be left out; this contract does not.
        if (
            new Fields()
                .Check(
                    body.Value!.EchoedInput is not null,
                    "echoedInput",
                    "is required: what was quoted, repeated"
                )
                .Problem is
            { } wrong
        )
            return new Refusal(wrong);
        var done = await submit.Run(body.Value!, "verdacert", http.RequestAborted);
        if (done.Value is { } answered)
            SubmitOrder.Mark(http, answered);
        return done.In(job => new VerdacertJob(
            job.Order.Id,
            job.Order.Status,
            job.Order.Mode == "test",
            job.Order.TotalCents,
            job.Order.Currency,
            job.Order.PromisedDeliveryAt,
            job.Order.CreatedAt
        ));
    }
}
