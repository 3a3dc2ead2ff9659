using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Catalogue;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Http;

namespace Vidimus.Certification.Verdacert;

/// <summary>A quote as Verdacert's clients read it.</summary>
/// <param name="QuoteId"><c>q_…</c></param>
/// <param name="TotalCents">What it costs in all.</param>
/// <param name="Currency">In what, as ISO 4217 names it, in lower case.</param>
/// <param name="Breakdown">The items of the price.</param>
/// <param name="PromisedDeliveryAt">When the result is there, for an order of this moment.</param>
/// <param name="ExpiresAt">Until when it binds.</param>
/// <param name="SlaHours">In how many hours after the order the result is there.</param>
/// <param name="Input">What was quoted, with every default filled in: to be repeated as <c>echoedInput</c>.</param>
/// <param name="IsSandbox">True for a sandbox key's.</param>
public sealed record VerdacertQuoteAnswer(
    string QuoteId,
    long TotalCents,
    string Currency,
    IReadOnlyList<PriceLine> Breakdown,
    DateTimeOffset PromisedDeliveryAt,
    DateTimeOffset ExpiresAt,
    int SlaHours,
    QuoteInput Input,
    bool IsSandbox
);

/// <summary>Quotes a price for Verdacert's clients.</summary>
internal static class VerdacertQuote
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/quote",
                (HttpContext http, MakeQuote make) =>
                    http.TakeOpen<QuoteWish, VerdacertQuoteAnswer>(
                        200,
                        wish => make.Run(wish, Show, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersQuote)
            .Accepts<QuoteWish>("application/json")
            .Produces<VerdacertQuoteAnswer>()
            .WithTags(VerdacertBodies.Tag)
            .WithSummary("Ask for a quote (Verdacert form)")
            .WithName("verdacertQuote");

    private static VerdacertQuoteAnswer Show(QuoteRow row)
    {
        var quote = Quote.Of(row);
        return new(
            quote.Id,
            quote.TotalCents,
            quote.Currency,
            quote.Lines,
            quote.PromisedDeliveryAt,
            quote.ExpiresAt,
            quote.SlaHours,
            quote.Input,
            quote.Mode == "test"
        );
    }
}
