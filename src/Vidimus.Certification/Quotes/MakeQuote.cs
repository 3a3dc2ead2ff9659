using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Catalogue;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Quotes;

/// <summary>Quotes a price, item by item. It is free, binds until it expires, and orders nothing.</summary>
internal sealed class MakeQuote(
    Writes writes,
    CurrentCaller caller,
    PriceList prices,
    CertificationOptions options,
    DatabaseClock time,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/quotes",
                (HttpContext http, MakeQuote make) =>
                    http.Take<QuoteWish, Quote>(
                        201,
                        wish => make.Run(wish, Quote.Of, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersQuote)
            .Accepts<QuoteWish>("application/json")
            .Produces<Quote>(201)
            .WithTags("Quotes")
            .WithSummary("Ask for a quote")
            .WithName("createQuote");

    /// <summary>Makes a quote, and answers it as <paramref name="show"/> has it.</summary>
    public async Task<Result<T>> Run<T>(
        QuoteWish wish,
        Func<QuoteRow, T> show,
        CancellationToken cancellation
    )
    {
        if (prices.Closed(caller.Value.Mode) is { } closed)
            return closed;
        var read = prices.Read(wish);
        if (read.Problem is { } wrong)
            return wrong;
        var input = read.Value!;
        var priced = prices.Price(input);
        return await writes.Commit<T>(
            async unit =>
            {
                var now = await time.Now(unit.Db, CancellationToken.None);
                var row = new QuoteRow
                {
                    OrganizationId = caller.Value.OrganizationId,
                    Id = NewId.Create("q", clock),
                    Mode = caller.Value.Mode,
                    KeyId = caller.Value.KeyId,
                    Input = input.Write(),
                    Lines = JsonSerializer.Serialize(priced.Lines, VidimusJson.Native),
                    TotalCents = priced.TotalCents,
                    Currency = priced.Currency,
                    SlaHours = priced.SlaHours,
                    CreatedAt = now,
                    ExpiresAt = now.AddHours(options.QuoteHours),
                };
                unit.AddNew(row);
                unit.State(
                    new SimpleFact("quote.made", row.Id, ("expiresAt", Times.Format(row.ExpiresAt)))
                );
                return show(row);
            },
            cancellation
        );
    }
}
