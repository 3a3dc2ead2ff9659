using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>Shows one endpoint; never its secrets, nor the values of its headers.</summary>
internal sealed class GetEndpoint(VidimusDb db, DatabaseClock time, MasterKeys keys)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/webhooks/{id}",
                async (HttpContext http, GetEndpoint get, string id) =>
                    (await get.Run(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.WebhooksRead)
            .Produces<WebhookEndpoint>()
            .WithTags("Webhooks")
            .WithSummary("Get a webhook endpoint")
            .WithName("getWebhook");

    private async Task<Result<WebhookEndpoint>> Run(string id, CancellationToken cancellation)
    {
        if (await EndpointTerms.Find(db, id, cancellation) is not { } row)
            return WebhookProblems.EndpointNotFound;
        var secrets = await EndpointTerms.Secrets(db, row.Id, cancellation);
        return WebhookEndpoint.Of(row, secrets, keys, await time.Now(db, cancellation));
    }
}
