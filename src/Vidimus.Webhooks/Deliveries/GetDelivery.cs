using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>Shows one delivery: the request as it would be sent now, and what came of every try.</summary>
internal sealed class GetDelivery(
    VidimusDb db,
    EndpointRights rights,
    Messages messages,
    TimeProvider clock
)
{
    private const int MostAttempts = 50;

    // Everything else is a signature, or a header of the endpoint's own that a receiver may take for a password.
    private static readonly string[] Shown =
    [
        "webhook-id",
        "webhook-timestamp",
        "x-verdacert-event",
        "x-verdacert-event-id",
        "X-Verity-Event",
        "X-Verity-Delivery",
    ];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/webhooks/{id}/deliveries/{eventId}",
                async (HttpContext http, GetDelivery get, string id, string eventId) =>
                    (await get.Run(id, eventId, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.WebhooksRead)
            .Produces<WebhookDeliveryDetail>()
            .WithTags("Webhooks")
            .WithSummary("Get a delivery, its request and its attempts")
            .WithName("getDelivery");

    public async Task<Result<WebhookDeliveryDetail>> Run(
        string id,
        string eventId,
        CancellationToken cancellation
    )
    {
        var endpoint = await db
            .WebhookEndpoints.AsNoTracking()
            .SingleOrDefaultAsync(e => e.Id == id, cancellation);
        if (endpoint is null)
            return WebhookProblems.EndpointNotFound;
        var delivery = await db
            .Deliveries.AsNoTracking()
            .SingleOrDefaultAsync(d => d.EndpointId == id && d.EventId == eventId, cancellation);
        if (delivery is null)
            return WebhookProblems.DeliveryNotFound;
        var attempts = await db
            .Attempts.AsNoTracking()
            .Where(a => a.EndpointId == id && a.EventId == eventId)
            .OrderByDescending(a => a.Number)
            .Take(MostAttempts)
            .ToListAsync(cancellation);
        var mayRead = rights.MayRead(delivery.Kind);
        var included = endpoint.Include;
        endpoint.Include = rights.Readable(included);
        // A receiver may answer with what it was told.
        var answers = mayRead && endpoint.Include == included;
        return new WebhookDeliveryDetail(
            WebhookDelivery.Of(delivery),
            mayRead ? await Request(endpoint, delivery, cancellation) : null,
            [
                .. attempts
                    .Select(WebhookAttempt.Of)
                    .Select(a => answers ? a : a with { Response = null }),
            ]
        );
    }

    private async Task<WebhookRequest?> Request(
        EndpointRow endpoint,
        DeliveryRow delivery,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var message =
            delivery.Kind == Messages.PingKind
                ? await messages.Ping(endpoint, delivery.EventId, now, cancellation)
                : (await messages.Make([(endpoint, delivery)], now, cancellation))[0];
        return message is null
            ? null
            : new(
                "POST",
                endpoint.Url,
                [
                    new("Content-Type", message.ContentType),
                    .. message.Headers.Select(h => new WebhookHeader(
                        h.Key,
                        Shown.Contains(h.Key) ? h.Value : null
                    )),
                ],
                Encoding.UTF8.GetString(message.Body.Span),
                message.Digest
            );
    }
}
