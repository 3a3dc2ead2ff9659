using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;

namespace Vidimus.Webhooks.Events;

/// <summary>A kind of event.</summary>
/// <param name="Type">Its name, as an endpoint asks for it.</param>
/// <param name="Description">When it happens.</param>
/// <param name="ResourceType">What it happens to.</param>
/// <param name="ByNameOnly">True when it is sent only to endpoints that name it.</param>
/// <param name="NotYet">Why nothing sends it yet; left out where something does.</param>
/// <param name="Example">A body.</param>
public sealed record WebhookEventType(
    string Type,
    string Description,
    string ResourceType,
    bool ByNameOnly,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NotYet,
    JsonElement Example
);

/// <summary>All kinds of events.</summary>
/// <param name="Data">The kinds, by their names.</param>
public sealed record WebhookEventTypes(IReadOnlyList<WebhookEventType> Data);

/// <summary>Lists the kinds of events with an example of each.</summary>
internal static class ListEventTypes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/webhooks/events",
                (HttpContext http, EventTypes types) =>
                {
                    http.Response.Headers.CacheControl = "public, max-age=3600";
                    return Results.Json(
                        new WebhookEventTypes([.. types.All.Select(t => Show(t, types))]),
                        VidimusJson.Native
                    );
                }
            )
            .Public("what this server can tell is no secret")
            .RequireCors("public")
            .Produces<WebhookEventTypes>()
            .WithTags("Webhooks")
            .WithSummary("List kinds of events")
            .WithName("listWebhookEvents");

    private static WebhookEventType Show(Platform.Facts.EventType type, EventTypes types) =>
        new(
            type.Kind,
            type.Meaning,
            type.Resource,
            type.ByNameOnly,
            type.NotYet,
            JsonElement.Parse(EventExample.Body(type, types))
        );
}
