using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>Changes to an endpoint; members left out stay as they are. They count for what has not been sent yet, too.</summary>
/// <param name="Url">Where to deliver. Headers of the endpoint's own do not go along to another host or port: give them anew.</param>
/// <param name="Events">Kinds of events, prefixes, or <c>*</c>; for events from now on.</param>
/// <param name="Description">What it is for; null for nothing.</param>
/// <param name="Include">What deliveries hold beyond ids and states; null for nothing.</param>
/// <param name="Headers">Headers that are added to deliveries, all of them anew; null for none.</param>
public sealed record EditWebhookRequest(
    Optional<string> Url,
    Optional<IReadOnlyList<string?>> Events,
    Optional<string> Description,
    Optional<IReadOnlyList<string?>> Include,
    Optional<IReadOnlyDictionary<string, string?>> Headers
);

/// <summary>Edits an endpoint.</summary>
internal sealed class EditEndpoint(
    VidimusDb db,
    Writes writes,
    OutgoingTarget target,
    EventNames events,
    EndpointRights rights,
    DatabaseClock time,
    MasterKeys keys
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPatch(
                "/v1/webhooks/{id}",
                (HttpContext http, EditEndpoint edit, string id) =>
                    http.Take<EditWebhookRequest, WebhookEndpoint>(
                        200,
                        r => edit.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.WebhooksWrite)
            .Accepts<EditWebhookRequest>("application/json")
            .Produces<WebhookEndpoint>()
            .WithTags("Webhooks")
            .WithSummary("Edit a webhook endpoint")
            .WithName("editWebhook");

    private async Task<Result<WebhookEndpoint>> Run(
        string id,
        EditWebhookRequest request,
        CancellationToken cancellation
    )
    {
        if (Check(request).Problem is { } wrong)
            return wrong;
        // Nobody has names looked up for an endpoint that is not theirs.
        if (await EndpointTerms.Find(db, id, cancellation) is null)
            return WebhookProblems.EndpointNotFound;
        if (request.Url.Value is { } url && await target.Refusal(url, cancellation) is { } refused)
            return refused;
        return await writes.Commit<WebhookEndpoint>(
            async unit =>
            {
                if (await EndpointTerms.Find(unit.Db, id, CancellationToken.None) is not { } row)
                    return WebhookProblems.EndpointNotFound;
                var now = await time.Now(unit.Db, CancellationToken.None);
                if (Apply(request, row, now) is { } lacking)
                    return lacking;
                unit.State(new SimpleFact("webhook.edited", row.Id, ("state", row.State)));
                var secrets = await EndpointTerms.Secrets(unit.Db, id, CancellationToken.None);
                return WebhookEndpoint.Of(row, secrets, keys, now);
            },
            cancellation
        );
    }

    private Fields Check(EditWebhookRequest request)
    {
        var fields = new Fields()
            .Check(
                !request.Url.IsGiven || request.Url.Value is not null,
                EndpointTerms.Url,
                "must not be null"
            )
            .Text("description", request.Description.Value, 500)
            .Include(request.Include.Value)
            .Headers("headers", request.Headers.Value);
        return request.Events.IsGiven
            ? events.Check(fields, "events", request.Events.Value)
            : fields;
    }

    private Problem? Apply(EditWebhookRequest request, EndpointRow row, DateTimeOffset now)
    {
        row.Move(request.Url.Or(row.Url)!);
        if (request.Description.IsGiven)
            row.Description = request.Description.Value ?? "";
        if (request.Include.IsGiven)
            row.Include = EndpointTerms.Store(request.Include.Value);
        if (request.Headers.IsGiven)
            row.Headers = EndpointHeaders.Seal(request.Headers.Value, keys);
        row.UpdatedAt = now;
        row.Version++;
        var matters = request.Url.IsGiven || request.Events.IsGiven || request.Include.IsGiven;
        return matters ? rights.Direct(row, request.Events.Value) : null;
    }
}
