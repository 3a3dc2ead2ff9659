using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Replays;

/// <summary>
/// Sends one event again: the same id, a new time and signature, and the whole patience anew. One that is due or on its way
/// stays as it is. An event whose delivery was removed long ago is put up again as long as its fact is there.
/// </summary>
internal sealed class ResendDelivery(
    Writes writes,
    CurrentCaller caller,
    PutUp putUp,
    Wake wake,
    DatabaseClock databaseClock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/webhooks/{id}/deliveries/{eventId}/resend",
                (HttpContext http, ResendDelivery resend, string id, string eventId) =>
                    http.Once(202, () => resend.Run(id, eventId, http.RequestAborted))
            )
            .Needs(Scopes.WebhooksWrite)
            .Produces<WebhookDelivery>(202)
            .WithTags("Webhooks")
            .WithSummary("Send an event to an endpoint again")
            .WithName("resendDelivery");

    public async Task<Result<WebhookDelivery>> Run(
        string id,
        string eventId,
        CancellationToken cancellation
    )
    {
        if (!EventTimes.IsEventId(eventId))
            return WebhookProblems.DeliveryNotFound;
        var done = await writes.Commit<WebhookDelivery>(
            async unit =>
            {
                var endpoint = await unit
                    .Db.WebhookEndpoints.AsNoTracking()
                    .SingleOrDefaultAsync(e => e.Id == id);
                if (endpoint is null)
                    return WebhookProblems.EndpointNotFound;
                if (Sending.Refuses(endpoint) is { } refused)
                    return refused;
                var now = await databaseClock.Now(unit.Db, CancellationToken.None);
                var known = await unit
                    .Db.Deliveries.AsNoTracking()
                    .SingleOrDefaultAsync(d => d.EndpointId == id && d.EventId == eventId);
                if (known?.Kind == Messages.PingKind)
                    return WebhookProblems.PingNotResent;
                if ((known ?? await Gone(unit, endpoint, eventId, now)) is not { } wanted)
                    return WebhookProblems.DeliveryNotFound;
                var row = await unit.Lock(wanted);
                if (known is null || Rearm(row, now))
                {
                    unit.Db.Update(row);
                    unit.State(new SimpleFact("webhook.resent", id, ("event", eventId)));
                }
                return WebhookDelivery.Of(row);
            },
            cancellation
        );
        if (done.Ok)
            wake.Announce(caller.Value.OrganizationId, id);
        return done;
    }

    /// <summary>The delivery of an event that the endpoint asks for and has none of.</summary>
    private async Task<DeliveryRow?> Gone(
        Unit unit,
        EndpointRow endpoint,
        string eventId,
        DateTimeOffset now
    )
    {
        var factId = EventTimes.FactOf(eventId);
        var fact = await unit
            .Db.Set<FactRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(f => f.Id == factId && f.Mode == endpoint.Mode);
        return fact is null ? null : await putUp.Once(unit, fact, endpoint.Id, now);
    }

    /// <summary>False for one that is due or on its way.</summary>
    private static bool Rearm(DeliveryRow row, DateTimeOffset now)
    {
        if (row.State == "pending" && (row.Lease != 0 || row.NextAt <= now))
            return false;
        row.State = "pending";
        row.NextAt = now;
        row.Tries = 0;
        row.Lease = 0;
        row.EndedAt = null;
        return true;
    }
}
