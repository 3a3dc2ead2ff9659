using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Quotes;

/// <summary>Shows a quote, also one that has expired, as long as it is kept.</summary>
internal sealed class GetQuote(VidimusDb db)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/quotes/{id}",
                async (HttpContext http, GetQuote get, string id) =>
                    (await get.Run(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.OrdersRead)
            .Produces<Quote>()
            .WithTags("Quotes")
            .WithSummary("Read a quote")
            .WithName("getQuote");

    private async Task<Result<Quote>> Run(string id, CancellationToken cancellation) =>
        await db.Quotes.AsNoTracking().SingleOrDefaultAsync(q => q.Id == id, cancellation)
            is { } row
            ? Quote.Of(row)
            : CertificationProblems.QuoteNotFound;
}
