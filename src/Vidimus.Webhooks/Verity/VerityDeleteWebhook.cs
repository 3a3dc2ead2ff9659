using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Verity;

/// <summary>Deletes an endpoint for Verity's clients.</summary>
internal sealed class VerityDeleteWebhook(Writes writes, DatabaseClock time, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/webhooks/{id}",
                (HttpContext http, VerityDeleteWebhook delete, string id) =>
                    http.OnceSnake(200, () => delete.Run(http, id))
            )
            .Needs(Scopes.WebhooksWrite)
            .Produces<VerityDeletedWebhookAnswer>()
            .WithTags(VerityWebhooks.Tag)
            .WithSummary("Delete a webhook endpoint (Verity form)")
            .WithName("verityDeleteWebhook");

    private async Task<Result<VerityDeletedWebhookAnswer>> Run(HttpContext http, string id) =>
        await writes.Commit<VerityDeletedWebhookAnswer>(
            async unit =>
            {
                if (await VerityWebhooks.Find(unit.Db, id, CancellationToken.None) is not { } row)
                    return PlatformProblems.NotFound;
                await DeleteEndpoint.End(unit, row, "requested", time);
                return new VerityDeletedWebhookAnswer(
                    true,
                    new(row.Number, true),
                    http.Meta(clock)
                );
            },
            http.RequestAborted
        );
}
