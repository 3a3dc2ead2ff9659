using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>Pauses, resumes (also what was disabled) or disables an endpoint; asking twice changes nothing more.</summary>
internal sealed class ChangeEndpointState(
    Writes writes,
    EndpointRights rights,
    DatabaseClock time,
    MasterKeys keys
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MapOne(routes, "pause", "Keep events of a webhook endpoint until it is resumed");
        MapOne(routes, "resume", "Resume a paused webhook endpoint, or enable a disabled one");
        MapOne(routes, "disable", "Disable a webhook endpoint and cancel what waits for it");
    }

    private static void MapOne(IEndpointRouteBuilder routes, string verb, string summary) =>
        routes
            .MapPost(
                "/v1/webhooks/{id}/" + verb,
                (HttpContext http, ChangeEndpointState change, string id) =>
                    http.Once(200, () => change.Run(id, verb, http.RequestAborted))
            )
            .Needs(Scopes.WebhooksWrite)
            .Produces<WebhookEndpoint>()
            .WithTags("Webhooks")
            .WithSummary(summary)
            .WithName(verb + "Webhook");

    private async Task<Result<WebhookEndpoint>> Run(
        string id,
        string verb,
        CancellationToken cancellation
    ) =>
        await writes.Commit<WebhookEndpoint>(
            async unit =>
            {
                if (await EndpointTerms.Find(unit.Db, id, CancellationToken.None) is not { } row)
                    return WebhookProblems.EndpointNotFound;
                var now = await time.Now(unit.Db, CancellationToken.None);
                if (verb == "pause" && row.State == EndpointStates.Disabled)
                    return WebhookProblems.EndpointDisabled;
                // Somebody who may read what it is told may have stopped it on purpose.
                if (verb == "resume" && rights.Refusal(row) is { } lacking)
                    return lacking;
                if (verb == "pause")
                    EndpointStates.Pause(unit, row, now);
                else if (verb == "resume")
                    await EndpointStates.Activate(unit, row, now);
                else
                    await EndpointStates.Disable(unit, row, "requested", now);
                var secrets = await EndpointTerms.Secrets(unit.Db, id, CancellationToken.None);
                return WebhookEndpoint.Of(row, secrets, keys, now);
            },
            cancellation
        );
}
