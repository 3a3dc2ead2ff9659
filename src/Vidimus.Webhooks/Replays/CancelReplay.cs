using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks.Replays;

/// <summary>Ends a recovery where it stands. What it put up already is delivered; one that has ended stays as it is.</summary>
internal sealed class CancelReplay(Writes writes, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/webhook-replays/{id}/cancel",
                (HttpContext http, CancelReplay cancel, string id) =>
                    http.Once(200, () => cancel.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.WebhooksWrite)
            .Produces<WebhookRecovery>()
            .WithTags("Webhooks")
            .WithSummary("End a recovery where it stands")
            .WithName("cancelReplay");

    public Task<Result<WebhookRecovery>> Run(string id, CancellationToken cancellation) =>
        writes.Commit<WebhookRecovery>(
            async unit =>
            {
                var row = await unit.Db.EventReplays.SingleOrDefaultAsync(r => r.Id == id);
                if (row is null)
                    return WebhookProblems.ReplayNotFound;
                if (row.EndedAt is null)
                    unit.State(row.End("cancelled", clock.GetUtcNow()));
                return WebhookRecovery.Of(row);
            },
            cancellation
        );
}
