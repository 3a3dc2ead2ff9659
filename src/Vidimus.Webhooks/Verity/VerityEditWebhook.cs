using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Verity;

/// <summary>Changes to an endpoint, by Verity's names; what is left out or null stays as it is.</summary>
/// <param name="Url">Where to deliver; headers that were added to the endpoint do not go along to another host or port.</param>
/// <param name="Events">Kinds of events, or <c>*</c>.</param>
/// <param name="Status"><c>active</c>, which also enables what was disabled, or <c>paused</c>.</param>
public sealed record VerityEditWebhookRequest(
    string? Url = null,
    IReadOnlyList<string?>? Events = null,
    string? Status = null
);

/// <summary>Edits an endpoint for Verity's clients; setting it active clears its count of failures.</summary>
internal sealed class VerityEditWebhook(
    VidimusDb db,
    Writes writes,
    OutgoingTarget target,
    EventNames events,
    EndpointRights rights,
    DatabaseClock time,
    TimeProvider clock
)
{
    private static readonly string[] Statuses = [EndpointStates.Active, EndpointStates.Paused];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPatch(
                "/api/v1/webhooks/{id}",
                (HttpContext http, VerityEditWebhook edit, string id) =>
                    http.TakeSnake<VerityEditWebhookRequest, VerityWebhookAnswer>(
                        200,
                        r => edit.Run(http, id, r)
                    )
            )
            .Needs(Scopes.WebhooksWrite)
            .Accepts<VerityEditWebhookRequest>("application/json")
            .Produces<VerityWebhookAnswer>()
            .WithTags(VerityWebhooks.Tag)
            .WithSummary("Edit a webhook endpoint (Verity form)")
            .WithName("verityEditWebhook");

    private async Task<Result<VerityWebhookAnswer>> Run(
        HttpContext http,
        string id,
        VerityEditWebhookRequest request
    )
    {
        var fields = new Fields().OneOf("status", request.Status, Statuses);
        if (request.Events is not null)
            events.Check(fields, "events", request.Events);
        if (fields.Problem is { } wrong)
            return wrong;
        if (await VerityWebhooks.Find(db, id, http.RequestAborted) is null)
            return PlatformProblems.NotFound;
        if (request.Url is { } url && await target.Refusal(url, http.RequestAborted) is { } refused)
            return refused;
        return await writes.Commit<VerityWebhookAnswer>(
            async unit =>
            {
                if (await VerityWebhooks.Find(unit.Db, id, CancellationToken.None) is not { } row)
                    return PlatformProblems.NotFound;
                if (row.State == EndpointStates.Disabled && request.Status == EndpointStates.Paused)
                    return WebhookProblems.EndpointDisabled;
                var now = await time.Now(unit.Db, CancellationToken.None);
                return await Apply(unit, row, request, now) is { } lacking
                    ? lacking
                    : new VerityWebhookAnswer(true, VerityWebhook.Of(row), http.Meta(clock));
            },
            http.RequestAborted
        );
    }

    private async Task<Problem?> Apply(
        Unit unit,
        EndpointRow row,
        VerityEditWebhookRequest request,
        DateTimeOffset now
    )
    {
        var starts = request.Status == EndpointStates.Active && row.State != EndpointStates.Active;
        row.Move(request.Url ?? row.Url);
        var lacking =
            request.Url is not null || request.Events is not null
                ? rights.Direct(row, request.Events)
                : null;
        if ((lacking ?? (starts ? rights.Refusal(row) : null)) is { } refused)
            return refused;
        if (request.Status == EndpointStates.Paused)
            EndpointStates.Pause(unit, row, now);
        if (request.Status == EndpointStates.Active)
            await EndpointStates.Activate(unit, row, now);
        var clears = request.Status == EndpointStates.Active && row.FailureCount > 0;
        if (request.Url is null && request.Events is null && !clears)
            return null;
        if (clears)
        {
            row.FailureCount = 0;
            row.FailingSince = null;
        }
        row.UpdatedAt = now;
        row.Version++;
        unit.State(new SimpleFact("webhook.edited", row.Id, ("state", row.State)));
        return null;
    }
}
