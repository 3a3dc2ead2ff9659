using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Payments;
using Vidimus.Platform.Http;

namespace Vidimus.Certification.Verdacert;

/// <summary>A refund as Verdacert's clients read it.</summary>
/// <param name="RefundId"><c>rfd_…</c></param>
/// <param name="JobId">The order.</param>
/// <param name="AmountCents">How much is given back.</param>
/// <param name="Currency">In what, as ISO 4217 names it, in lower case.</param>
/// <param name="Status"><c>pending</c>, <c>succeeded</c>, <c>failed</c> or <c>void</c> (nothing had been taken).</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="JobStatus">The order's status: <c>refunded</c> once all of its price was given back.</param>
/// <param name="RefundedCents">What was given back of the order altogether, or is being given back.</param>
public sealed record VerdacertRefundAnswer(
    string RefundId,
    string JobId,
    long AmountCents,
    string Currency,
    string Status,
    DateTimeOffset CreatedAt,
    string JobStatus,
    long RefundedCents
);

/// <summary>Gives back an order's price for Verdacert's clients.</summary>
internal static class VerdacertRefund
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/refund/{jobId}", Run)
            .Needs(Scopes.OrdersSubmit)
            .Repeatable("the same key, order and amount are the same refund")
            .Accepts<VerdacertRefundRequest>(isOptional: true, "application/json")
            .Produces<VerdacertRefundAnswer>()
            .WithTags(VerdacertBodies.Tag)
            .WithSummary("Refund an order (Verdacert form)")
            .WithName("verdacertRefund");

    private static async Task<IResult> Run(HttpContext http, RefundOrder refund, string jobId)
    {
        var body = await http.ReadOpenOrNone<VerdacertRefundRequest>();
        if (body.Problem is { } refused)
            return new Refusal(refused);
        var done = await refund.Run(jobId, new(body.Value!.AmountCents), http.RequestAborted);
        return done.In(Words);
    }

    private static VerdacertRefundAnswer Words(Refund refund) =>
        new(
            refund.Id,
            refund.OrderId,
            refund.AmountCents,
            refund.Currency,
            refund.State,
            refund.CreatedAt,
            refund.OrderStatus,
            refund.OrderRefundedCents
        );
}

/// <summary>How much is given back.</summary>
/// <param name="AmountCents">In cents; left out for all that is left of the price.</param>
public sealed record VerdacertRefundRequest(long? AmountCents)
{
    /// <summary>All of it.</summary>
    public VerdacertRefundRequest()
        : this((long?)null) { }
}
