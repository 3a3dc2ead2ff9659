using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>Deletes an endpoint: nothing more is sent, and its secrets and headers are gone at once.</summary>
internal sealed class DeleteEndpoint(Writes writes, DatabaseClock time)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/v1/webhooks/{id}",
                (HttpContext http, DeleteEndpoint delete, string id) =>
                    http.Once(204, () => delete.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.WebhooksWrite)
            .Produces(204)
            .WithTags("Webhooks")
            .WithSummary("Delete a webhook endpoint")
            .WithName("deleteWebhook");

    private async Task<Result<string>> Run(string id, CancellationToken cancellation) =>
        await writes.Commit<string>(
            async unit =>
            {
                if (await EndpointTerms.Find(unit.Db, id, CancellationToken.None) is not { } row)
                    return WebhookProblems.EndpointNotFound;
                await End(unit, row, "requested", time);
                return row.Id;
            },
            cancellation
        );

    /// <summary>Ends an endpoint for this reason: <c>requested</c>, <c>keyEnded</c> or <c>orderOver</c>.</summary>
    public static async Task End(Unit unit, EndpointRow row, string reason, DatabaseClock time)
    {
        var now = await time.Now(unit.Db, CancellationToken.None);
        row.DeletedAt = row.UpdatedAt = now;
        row.Headers = null;
        row.Version++;
        unit.Db.RemoveRange(await EndpointTerms.Secrets(unit.Db, row.Id, CancellationToken.None));
        await EndpointStates.CancelFirst(unit.Db, row, now);
        unit.State(new SimpleFact("webhook.deleted", row.Id, ("reason", reason)));
    }
}
